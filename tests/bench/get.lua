-- GETs of the paths in the file BENCH_PATHS, one after another from a random start, with the headers of BENCH_COOKIE.
-- Prints one line of JSON; a reply that is neither 2xx nor 3xx is an error.
local requests, at = {}, 0

function init()
   math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 100000)
   local headers = { ["Cookie"] = os.getenv("BENCH_COOKIE") }
   for path in io.lines(os.getenv("BENCH_PATHS")) do
      requests[#requests + 1] = wrk.format("GET", path, headers)
   end
   at = math.random(#requests)
end

function request()
   at = at % #requests + 1
   return requests[at]
end

function done(summary, latency)
   local e = summary.errors
   io.write(string.format(
      '{"requests": %d, "seconds": %.3f, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f, "bytes": %d, "errors": %d}\n',
      summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
      latency.max / 1e3, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout))
end

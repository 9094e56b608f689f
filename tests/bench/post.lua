-- POSTs through the API with the token BENCH_TOKEN: a new incident each time, or, when BENCH_PATHS is a file of
-- paths, a reply to these in turn.  Prints one line of JSON; a reply that is not 2xx is an error.
local paths, at, id = {}, 0, 0
local headers = { ["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN"), ["Content-Type"] = "application/json" }
local threads = 0

function setup(thread)
   threads = threads + 1
   thread:set("id", threads)
end

function init()
   local file = os.getenv("BENCH_PATHS")
   if file and file ~= "" then
      for path in io.lines(file) do
         paths[#paths + 1] = path
      end
   end
   at = math.floor(#paths / 2) * (id % 2)
end

local function incident()
   return wrk.format("POST", "/api/v1/incidents", headers, string.format(
      '{"subject": "Wifi eduroam impossible, poste %d-%d", "description": "Depuis ce matin, mon ordinateur portable'
         .. ' refuse de se connecter au réseau dans la salle B-%d. Le message affiche l’erreur N%d. Chez moi tout fonctionne,'
         .. ' et mes collègues de la salle G-390 ont le même souci.", "group": "equipe-%02d", "impact": 2, "urgency": 2}',
      id, at, at % 400, at * 7 % 999983, at % 4))
end

local function reply()
   return wrk.format("POST", paths[at % #paths + 1], headers, string.format(
      '{"body": "Bonjour, je vois votre demande. Votre accès est rétabli : fermez Moodle, attendez %d minutes, puis'
         .. ' reconnectez-vous."}', at % 50))
end

function request()
   at = at + 1
   return #paths > 0 and reply() or incident()
end

function done(summary, latency)
   local e = summary.errors
   io.write(string.format(
      '{"requests": %d, "seconds": %.3f, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f, "errors": %d}\n',
      summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
      latency.max / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
end

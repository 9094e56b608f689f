# The front door.  Thin: meson builds, tests/run checks, tools/install fetches what is missing.
#   make run      build what is missing, load the demo when ./data is new, serve on 127.0.0.1:8080
#   make check    everything that must hold: both databases, lint, pages in a browser
BUILD ?= build
FUZZ_SECONDS ?= 60
PREFIX ?= /usr/local
DATA = $${GUICHET_DATA:-data}

.PHONY: all run build deps check check-fast bench fuzz lint format install clean
all: build

deps:
	@tools/install build

build: deps $(BUILD)/build.ninja
	@ninja -C $(BUILD) guichet

$(BUILD)/build.ninja: | deps
	@meson setup $(BUILD) -Dtests=false --prefix=$(PREFIX)

run: build
	@[ -e "$(DATA)" ] || $(BUILD)/guichet demo || { rm -rf "$(DATA)"; exit 1; }
	@exec $(BUILD)/guichet serve

check:
	@tools/install check
	@BUILD=$(BUILD) tests/run all

check-fast:
	@tools/install check
	@BUILD=$(BUILD) tests/run fast

bench:
	@tools/install bench
	@BUILD=$(BUILD) tests/bench/run

fuzz:
	@tools/install check
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run

lint:
	@tools/lint.py

format:
	@git ls-files -- 'src/*.c' 'src/*.h' 'tests/*.c' 'tests/*.h' | xargs clang-format-14 -i

install: build
	@meson install -C $(BUILD) --no-rebuild
	@install -D -m 644 tools/guichet.service $(DESTDIR)/etc/systemd/system/guichet.service
	@echo "Then: systemctl daemon-reload && systemctl enable --now guichet"

clean:
	rm -rf $(BUILD) build-fuzz

-- For wrk: asks for the paths of a file at random, and says how it went as one line of JSON.
-- wrk -s requests.lua URL -- PATHS TOKEN PAUSE: each connection waits up to twice PAUSE ms before a request (0: never).

local paths, headers, pause = {}, {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do paths[#paths + 1] = line end
  headers = { ["Authorization"] = "Bearer " .. arguments[2], ["Accept-Encoding"] = "gzip" }
  pause = tonumber(arguments[3])
  math.randomseed(1)
  if pause == 0 then delay = nil end
end

function delay() return math.random(0, 2 * pause) end

function request() return wrk.format("GET", paths[math.random(#paths)], headers) end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %f, "failed": %d, "p50": %f, "p99": %f}\n',
    summary.requests, summary.duration / 1e6,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e6, latency:percentile(99) / 1e6))
end

// Runs in a page before its own scripts, and in its workers: what was put together at run time, or by a script from
// elsewhere, is led to where the two hosts are instead. PLACES is filled in when this is served.
(() => {
  const places = PLACES;
  const origins = Object.values(places);

  function led(address) {
    let url;
    try {
      url = new URL(address, self.document?.baseURI ?? self.location.href);
    } catch {
      return address; // whoever gets it says what is wrong with it
    }
    const host = url.hostname.replace(/\.$/, "");
    // A scheme and a host that were two strings: the host was put into other words, the scheme was not.
    const origin = places[host] ?? origins.find((one) => url.protocol === "https:" && one.slice(7) === url.host);
    return origin ? origin + url.pathname + url.search + url.hash : address;
  }

  const { fetch, Request, XMLHttpRequest } = self;
  self.Request = new Proxy(Request, {
    construct: (target, [input, ...rest], as) =>
      Reflect.construct(target, [input instanceof Request ? input : led(input), ...rest], as),
  });
  self.fetch = new Proxy(fetch, {
    apply: (target, it, [input, ...rest]) =>
      Reflect.apply(target, it, [input instanceof Request ? input : led(input), ...rest]),
  });
  if (XMLHttpRequest) {
    const { open } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, address, ...rest) {
      return Reflect.apply(open, this, [method, led(address), ...rest]);
    };
  }
  if (!self.document) return;

  const { open } = self;
  self.open = (address, ...rest) => Reflect.apply(open, self, address ? [led(address), ...rest] : []);
  self.navigation?.addEventListener("navigate", (event) => {
    const to = led(event.destination.url);
    if (to === event.destination.url || !event.cancelable) return;
    event.preventDefault();
    self.location.assign(to);
  });
  self.document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      if (link && led(link.href) !== link.href) link.href = led(link.href);
    },
    true,
  );
})();

// Preloaded into Portkey's gateway: it has no option for the address it listens on, and on Node 20 it
// changes the headers of answers that cannot be changed.
const net = require("net");
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  const first = args[0];
  if (typeof first === "object" && first !== null && "port" in first) args[0] = { ...first, host: "127.0.0.1" };
  else if (typeof first === "number") args.splice(1, typeof args[1] === "string" ? 1 : 0, "127.0.0.1");
  return listen.apply(this, args);
};
const asked = globalThis.fetch;
globalThis.fetch = async (...args) => {
  const reply = await asked(...args);
  const bare = [101, 204, 205, 304].includes(reply.status);
  const { status, statusText, headers } = reply;
  return new Response(bare ? null : reply.body, { status, statusText, headers });
};

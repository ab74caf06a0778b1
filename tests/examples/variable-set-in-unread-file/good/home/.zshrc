export RELAY_KEY=sk-relay-0123456789abcdef01

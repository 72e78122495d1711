# shellcheck shell=sh
# a link that is impaired: what it sends comes late
# needs: netem
# $ ctnet impair web --delay 200ms --jitter 10ms --corrupt 0.001% --rate 10mbit

world() { make_attached; }

check() { [ "$(quickest web 172.17.42.1)" -ge 180 ]; }

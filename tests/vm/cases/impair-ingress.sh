# shellcheck shell=sh
# a link that is impaired on its other end: what it receives comes late
# needs: netem
# $ ctnet impair web --ingress --delay 200ms

world() { make_attached; }

check() { [ "$(quickest web 172.17.42.1)" -ge 200 ]; }

# shellcheck shell=sh
# a link that is impaired: everything is lost
# needs: netem
# $ ctnet impair web --loss 100%

world() { make_attached; }

check() { ! pings web 172.17.42.1 2; }

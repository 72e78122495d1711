#!/bin/sh
# The test host's own Open vSwitch, with its database and sockets in /run/openvswitch: ovs.sh start|stop [switch]
set -eu
run=/run/openvswitch

start() {
  mkdir -p $run
  [ -e $run/conf.db ] || ovsdb-tool create $run/conf.db /usr/share/openvswitch/vswitch.ovsschema
  # Each goes into the background once it listens.
  ovsdb-server $run/conf.db --remote=punix:$run/db.sock --pidfile --detach --no-chdir --log-file=$run/ovsdb.log
  ovs-vsctl --no-wait init
  start_switch
}
start_switch() { ovs-vswitchd --pidfile --detach --no-chdir --log-file=$run/vswitchd.log; }

end() {
  pid=$(cat "$run/$1.pid" 2>/dev/null) || return 0
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
}

case $* in
start) start ;;
'start switch') start_switch ;;
stop) end ovs-vswitchd; end ovsdb-server ;;
'stop switch') end ovs-vswitchd ;;
esac 3>&- 4>&- 2>/dev/null

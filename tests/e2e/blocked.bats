#!/usr/bin/env bats
# What drops packets where no ACCEPT of ctnet's counts is recognised and named.

load helpers

setup() {
  ctnet bridge create bridge0 192.168.5.1/24
  for name in web db; do
    ip netns add $name
    ctnet attach $name bridge0
  done
}

teardown() {
  nft delete table inet guard 2>/dev/null || :
  nft delete table inet firewalld 2>/dev/null || :
  nft delete table ip docker-bridges 2>/dev/null || :
  iptables -t raw -F PREROUTING
  clean_host
}

# refused WORD TABLE COMMAND…: exit 4, which says WORD, and nothing changes; --force goes on, and warns of TABLE.
refused() {
  word=$1
  table=$2
  shift 2
  before=$(network_state)
  run -4 "$@"
  [[ $output == *"$word"* && $output == *--force* ]]
  unchanged "$before"
  run -0 --separate-stderr "$@" --force
  [[ $stderr == *"$table"* ]]
}

@test "blocked: by a chain of another table of nftables" {
  nft -f - <<'END'
table inet guard {
  chain through {
    type filter hook forward priority 10; policy drop;
    ct state established,related accept
    iifname "eth0" accept
  }
}
END
  refused 'chain through' 'table inet guard' ctnet link web db --port 80
  refused 'let bridge0 through' 'table inet guard' ctnet publish web 8080:80
  refused 'nft list table inet guard' 'table inet guard' ctnet masquerade bridge0 on
}

@test "blocked: by firewalld, as it has it for a zone that nobody put the bridge into" {
  nft -f - <<'END'
table inet firewalld {
  chain filter_FORWARD {
    type filter hook forward priority filter + 10; policy accept;
    ct state { established, related } accept
    ct status dnat accept
    iifname "lo" accept
    ct state invalid drop
    jump filter_FORWARD_ZONES
    reject with icmpx admin-prohibited
  }
  chain filter_FORWARD_ZONES {
    iifname "eth0" goto filter_FWD_public
  }
  chain filter_FWD_public { accept; }
}
END
  refused '--zone=trusted --add-interface=bridge0' 'table inet firewalld' ctnet link web db --port 80
  # What is led elsewhere it lets through itself.
  ctnet publish web 8080:80
}

@test "blocked: by Docker 29's tables, of its own bridge, by the raw table, and by the other iptables" {
  nft -f - <<'END'
table ip docker-bridges {
  chain filter-FORWARD {
    type filter hook forward priority filter; policy accept;
    oifname "docker0" jump filter-forward-in__docker0
  }
  chain filter-forward-in__docker0 {
    ct state established,related accept
    iifname "docker0" accept
    drop comment "UNPUBLISHED PORT DROP"
  }
}
END
  docker run -d --name docked base sleep 3600 >/dev/null
  refused 'filter-FORWARD' 'table ip docker-bridges' ctnet publish docked 8080:80
  ctnet publish web 8081:80
  iptables -t raw -A PREROUTING -s 192.168.5.2/32 -i bridge0 -j DROP
  refused 'iptables -t raw -S' "iptables' table raw" ctnet link web db --port 80
  # A host of its own: legacy tables, once read, stay as long as the network namespace.
  run -0 sh tests/host/run.sh sh -ec '
    ctnet bridge create bridge0 192.168.5.1/24
    for name in web db; do
      ip netns add $name
      ctnet attach $name bridge0
    done
    iptables-legacy -P FORWARD DROP
    if ctnet link web db --port 80; then exit 1; fi'
  [[ $output == *"iptables-legacy' table filter"* ]]
}

@test "blocked: by firewalld itself, until the bridge is in a zone that it trusts" {
  # A host of its own, with a bus of its own.
  run -0 sh tests/host/run.sh bash -ec '
    mkdir -p /run/dbus
    dbus-daemon --system --fork --nopidfile
    firewalld --nofork --nopid >/dev/null 2>&1 3>&- &
    until firewall-cmd --state >/dev/null 2>&1; do sleep 0.1; done
    ctnet bridge create bridge0 192.168.5.1/24 2>&1 | grep "reach each other"
    for name in web db; do
      ip netns add $name
      ctnet attach $name bridge0
    done
    ctnet icc bridge0 off
    if ctnet link web db --port 80; then exit 1; fi
    firewall-cmd --zone=trusted --add-interface=bridge0
    ctnet link web db --port 80
    ip netns exec db busybox nc -l -p 80 -e echo served 3>&- &
    ip netns exec db sh -c "until ss -lnt | grep -q :80; do :; done"
    ip netns exec web busybox nc -w 2 192.168.5.3 80
    kill %1'
  [[ $output == *"--zone=trusted --add-interface=bridge0"* && $output == *served* ]]
}

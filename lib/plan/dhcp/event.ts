/**
 * What a DHCP client calls when something has happened. It sets the address and the default route of its interface, and
 * writes what it was given into the file `lease` beside it; no file of the host's is touched. Run by a shell, and not as
 * a program: /run is often mounted `noexec`.
 */
export const EVENT = `# What a DHCP client calls when something has happened: udhcpc as \`sh EVENT\` in this folder, the others by BASH_ENV,
# with other names for the same things.
[ -z "\${BASH_ENV-}" ] || cd "\${BASH_ENV%/*}" || exit
unset BASH_ENV
{ read -r _; read -r _; read -r link; read -r gateway; } <about

had() { sed -n "s/^$1=//p" lease 2>/dev/null; }

# 24 of 255.255.255.0
prefix_of() {
  bits=0 IFS=.
  for byte in $1; do
    while [ "$byte" -gt 0 ]; do
      bits=$((bits + byte % 2)) byte=$((byte / 2))
    done
  done
  echo "$bits"
}

take() {
  [ ! -e lease ] || ip -4 address delete "$(had address)" dev "$link"
  rm -f lease
}

# An address that is not renewed goes when its time is over, should the client be dead then.
give() {
  case $ip$prefix$router$dns$domain$server$seconds in
  *[!0-9A-Za-z.:_\\ -]*) echo "odd characters in the server's answer" >&2; exit 1 ;;
  esac
  # What the kernel calls forever is not for what a server gave.
  [ "\${seconds:=3600}" -lt 4294967295 ] || seconds=4294967294
  [ "$(had address)" = "$ip/$prefix" ] || take
  ip -4 address replace "$ip/$prefix" dev "$link" valid_lft "$seconds" preferred_lft "$seconds" || exit
  router=\${router%% *}
  if [ "$gateway" = auto ] && [ -n "$router" ] && [ -z "$(ip -4 route show default via "$router" dev "$link")" ]; then
    ip -4 route add default via "$router" dev "$link" proto dhcp
  fi
  printf '%s\\n' "address=$ip/$prefix" "router=$router" "dns=$dns" "domain=$domain" "server=$server" \\
    "until=$(($(date +%s) + seconds))" >.lease
  mv .lease lease
}

case \${reason:-\${0##*/}} in
bound | renew)
  prefix=\${mask:-24} server=\${serverid-} seconds=\${lease-}
  router=\${router-} dns=\${dns-} domain=\${domain-}
  give
  ;;
BOUND | RENEW | REBIND | REBOOT)
  ip=$new_ip_address prefix=\${new_subnet_cidr:-$(prefix_of "\${new_subnet_mask:-255.255.255.0}")}
  router=\${new_routers-} dns=\${new_domain_name_servers-} domain=\${new_domain_name-}
  server=\${new_dhcp_server_identifier-} seconds=\${new_dhcp_lease_time-}
  give
  ;;
deconfig | EXPIRE | FAIL | RELEASE | STOP | STOPPED | NAK | NOCARRIER | DEPARTED) take ;;
esac
`

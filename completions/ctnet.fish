# fish completion of ctnet. Made from ctnet's commands by `npm run build`.

# Whether these words and no others stand before the one at the cursor, and that is no option.
function __ctnet_after
    set -l words (commandline -opc)
    set -e words[1]
    test "$words" = "$argv"; and not string match -q -- '-*' (commandline -ct)
end

# Whether the commands' names, which are known here, are not what is wanted.
function __ctnet_asks
    not __ctnet_after; and not __ctnet_after bridge; and not __ctnet_after netns; and not __ctnet_after topology; and not __ctnet_after plugin; and not __ctnet_after config
end

function __ctnet_ask
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l said (command ctnet __complete fish $words "$current" 2>/dev/null)
    set -l order $said[1]
    set -e said[1]
    test (count $said) -eq 0; or printf '%s\n' $said
    switch "$order"
        case files
            set -l head (string match -r -- '^--[^=]+=' "$current")
            for path in (__fish_complete_path (string replace -- "$head" '' "$current"))
                printf '%s\n' "$head$path"
            end
        case 'program *'
            for skipped in (seq (string sub -s 9 -- $order))
                set -e words[1]
            end
            complete -C (string join -- ' ' (string escape -- $words) "$current" | string collect)
    end
end

complete -c ctnet -f
complete -c ctnet -n __ctnet_asks -a '(__ctnet_ask)'
complete -c ctnet -n '__ctnet_after' -a attach -d 'attach a container to a network'
complete -c ctnet -n '__ctnet_after' -a detach -d 'take a container\'s interfaces away'
complete -c ctnet -n '__ctnet_after' -a ptp -d 'lay a cable between two containers, or from the host to one'
complete -c ctnet -n '__ctnet_after' -a set -d 'pull an interface\'s cable, plug it in; set its MTU or MAC address'
complete -c ctnet -n '__ctnet_after' -a impair -d 'make a container\'s link slow, lossy or narrow'
complete -c ctnet -n '__ctnet_after' -a route -d 'show and change a container\'s routes'
complete -c ctnet -n '__ctnet_after' -a rule -d 'show and change which packets look into which of a container\'s tables of routes'
complete -c ctnet -n '__ctnet_after' -a tc -d 'tc\'s own words in a container\'s network'
complete -c ctnet -n '__ctnet_after' -a dns -d 'show and change a container\'s hostname, DNS servers and extra hosts'
complete -c ctnet -n '__ctnet_after' -a bridge -d 'create, delete, add, remove, show, adopt'
complete -c ctnet -n '__ctnet_after' -a docker0 -d 'set what Docker\'s own bridge is made with'
complete -c ctnet -n '__ctnet_after' -a netns -d 'link, unlink, ls, clean'
complete -c ctnet -n '__ctnet_after' -a up -d 'make a lab, of a topology or out of a file'
complete -c ctnet -n '__ctnet_after' -a down -d 'take a lab away'
complete -c ctnet -n '__ctnet_after' -a status -d 'show the labs that are up, and what they lack'
complete -c ctnet -n '__ctnet_after' -a diff -d 'show what up would change'
complete -c ctnet -n '__ctnet_after' -a restart -d 'put back what a lab has lost'
complete -c ctnet -n '__ctnet_after' -a ping -d 'ask every node of a lab from every other one'
complete -c ctnet -n '__ctnet_after' -a test -d 'ask what a lab file expects'
complete -c ctnet -n '__ctnet_after' -a export -d 'print a lab as a shell script or as a lab file'
complete -c ctnet -n '__ctnet_after' -a topology -d 'ls, show'
complete -c ctnet -n '__ctnet_after' -a plugin -d 'ls'
complete -c ctnet -n '__ctnet_after' -a policy -d 'show what containers may reach'
complete -c ctnet -n '__ctnet_after' -a forward -d 'show and set whether the host forwards IP packets'
complete -c ctnet -n '__ctnet_after' -a icc -d 'let a bridge\'s containers talk to each other, or not'
complete -c ctnet -n '__ctnet_after' -a link -d 'let a container ask another, under a name of its own'
complete -c ctnet -n '__ctnet_after' -a unlink -d 'let a container ask another no longer'
complete -c ctnet -n '__ctnet_after' -a masquerade -d 'hide a subnet behind the host\'s address'
complete -c ctnet -n '__ctnet_after' -a publish -d 'lead ports of the host\'s to a container\'s'
complete -c ctnet -n '__ctnet_after' -a unpublish -d 'lead ports of the host\'s to a container no longer'
complete -c ctnet -n '__ctnet_after' -a port -d 'show which ports are published'
complete -c ctnet -n '__ctnet_after' -a ls -d 'list the interfaces of every container'
complete -c ctnet -n '__ctnet_after' -a inspect -d 'show all of a container\'s network, as JSON'
complete -c ctnet -n '__ctnet_after' -a wait -d 'wait until a container\'s interface is up and addressed'
complete -c ctnet -n '__ctnet_after' -a log -d 'show what ctnet changed here'
complete -c ctnet -n '__ctnet_after' -a exec -d 'run a program in a container\'s network'
complete -c ctnet -n '__ctnet_after' -a sandbox -d 'run a command in a private network host, without root'
complete -c ctnet -n '__ctnet_after' -a watch -d 'put the network back whenever a container is restarted'
complete -c ctnet -n '__ctnet_after' -a batch -d 'carry out many commands as one'
complete -c ctnet -n '__ctnet_after' -a clean -d 'remove what has lost its owner'
complete -c ctnet -n '__ctnet_after' -a pipework -d 'take pipework\'s own command line'
complete -c ctnet -n '__ctnet_after' -a config -d 'show the configuration that is in force'
complete -c ctnet -n '__ctnet_after' -a completion -d 'print what a shell needs to complete command lines'
complete -c ctnet -n '__ctnet_after bridge' -a create -d 'build a bridge of your own'
complete -c ctnet -n '__ctnet_after bridge' -a delete -d 'remove a bridge'
complete -c ctnet -n '__ctnet_after bridge' -a add -d 'make an interface of the host\'s a port of a bridge'
complete -c ctnet -n '__ctnet_after bridge' -a remove -d 'take an interface out of a bridge'
complete -c ctnet -n '__ctnet_after bridge' -a show -d 'show the bridges and what is attached to them'
complete -c ctnet -n '__ctnet_after bridge' -a adopt -d 'make Docker use a bridge of your own in the place of docker0'
complete -c ctnet -n '__ctnet_after netns' -a link -d 'name a container\'s namespace in /var/run/netns'
complete -c ctnet -n '__ctnet_after netns' -a unlink -d 'remove a name from /var/run/netns'
complete -c ctnet -n '__ctnet_after netns' -a ls -d 'list /var/run/netns'
complete -c ctnet -n '__ctnet_after netns' -a clean -d 'clean up dangling links in /var/run/netns'
complete -c ctnet -n '__ctnet_after topology' -a ls -d 'list the topologies that can be built'
complete -c ctnet -n '__ctnet_after topology' -a show -d 'show a topology and its options'
complete -c ctnet -n '__ctnet_after plugin' -a ls -d 'list the configuration\'s plugins, and what is wrong with them'
complete -c ctnet -n '__ctnet_after config' -a trust -d 'let root run a configuration file\'s code and plugins'
complete -c ctnet -n '__ctnet_after config' -a untrust -d 'take that back'

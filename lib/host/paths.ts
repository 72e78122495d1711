/** The journal, the lock, and what a reboot may forget. */
export const STATE_DIRECTORY = '/run/ctnet'

export const NETNS_DIRECTORY = '/var/run/netns'

/** Where Docker keeps the namespaces of its containers. */
export const DOCKER_NETNS_DIRECTORY = '/var/run/docker/netns'

# shellcheck shell=bash
# shellcheck disable=SC2154  # tools/sdk sets sdk, cache, root and tools
# How tools/sdk enters an SDK.

require_namespaces() {
  local error
  error=$(bwrap --bind / / --dev /dev --proc /proc true 2>&1) && return
  note "bubblewrap cannot make a namespace here: ${error:-it failed without a message}"
  cat >&2 <<END
The SDK is entered through one, and this machine (an unprivileged container?)
does not allow it. Ways on:
  * In a container of Debian testing, install the packages and use its own Bazel:
      apt-get install \$(tools/sdk packages)
  * Start the container with the right to make namespaces (for example privileged).
  * Bring Bazel 7, g++ 12 or clang++ 21 and a V8 12.4 yourself, and set V8_ROOT:
    \`tools/sdk check\` shows what is missing, docs/setup.md explains.
END
  exit 1
}

# Folders of the system: inside, they are the SDK's.
readonly system='^/(bin|boot|dev|etc|lib[^/]*|lost\+found|proc|run|sbin|sys|usr|var)(/|$)'

# Sets the array `binds`: what of the host is seen inside, at its own path. All
# but the system: home folders, /tmp, mounts and so on.
collect_binds() {
  local path
  binds=()
  for path in /*; do
    if [[ -d $path && -x $path && ! $path =~ $system ]]; then binds+=(--bind "$path" "$path"); fi
  done
  for path in "${tools%/*}" "$HOME" "$cache" "${TMPDIR:-/tmp}" "${V8_ROOT:-/}" "$directory"; do
    if is_outside "$path"; then binds+=(--bind "$path" "$path"); fi
  done
  for path in /etc/resolv.conf /etc/hosts /etc/passwd /etc/group \
    /etc/ssl/certs/ca-certificates.crt /sys; do
    if [[ -e $path ]]; then binds+=(--ro-bind "$path" "$path"); fi
  done
}

# is_outside DIR: it is in a system folder of the host, and the SDK has no files
# of its own there (mount points of earlier calls are empty folders).
is_outside() {
  [[ -d $1 && $1 =~ $system && $1 == /*/* ]] || return
  [[ ! -e $sdk$1 || -z $(find "$sdk$1" ! -type d -print -quit) ]]
}

# What of the environment means the host's own programs and must not go inside.
readonly unset_inside=(BAZEL_REAL JAVA_HOME LD_LIBRARY_PATH LD_PRELOAD PYTHONHOME PYTHONPATH
  PERL5LIB CPATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH LIBRARY_PATH LC_ALL
  LC_CTYPE LANGUAGE XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS)

# enter CMD…: becomes the command, in the root $root. An interrupt (Ctrl-C) reaches bwrap too, which
# ignores it and waits for the command, so that Bazel can end in order. If bwrap
# is ended by another signal, the command is told to end.
enter() {
  local binds directory name settings=()
  directory=$(pwd -P)
  require_namespaces
  collect_binds
  for name in "${unset_inside[@]}"; do settings+=(--unsetenv "$name"); done
  [[ -n ${USER:-} ]] || settings+=(--setenv USER "$(id -un 2>/dev/null || echo user)")
  settings+=(--setenv FERRY_SDK 1 --setenv FERRY_SDK_ROOT "$root" --setenv LANG C.UTF-8 --setenv SHELL /bin/bash
    --setenv PATH /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
  trap '' INT QUIT
  exec bwrap --bind "$sdk" / --dev /dev --proc /proc "${binds[@]}" "${settings[@]}" \
    --chdir "$directory" -- setpriv --pdeathsig TERM env --default-signal=INT,QUIT -- "$@"
}

# Sets the array `enter_as_root`: the start of a command line for apt in the SDK.
# Nothing of the host is seen but how to reach the network. apt gives dpkg a session
# of its own; the process namespace makes dpkg end too when apt is interrupted.
set_enter_as_root() {
  local path
  enter_as_root=("${mapped_root[@]}" bwrap --unshare-pid --die-with-parent --bind "$sdk" /
    --dev /dev --proc /proc --setenv PATH /usr/sbin:/usr/bin:/sbin:/bin --setenv DEBIAN_FRONTEND noninteractive
    --setenv LANG C.UTF-8 --unsetenv LC_ALL --unsetenv TMPDIR --chdir /)
  for path in /etc/resolv.conf /etc/hosts; do
    if [[ -e $path ]]; then enter_as_root+=(--ro-bind "$path" "$path"); fi
  done
}

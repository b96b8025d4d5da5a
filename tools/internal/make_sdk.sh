# shellcheck shell=bash
# shellcheck disable=SC2154  # tools/sdk sets sdk, cache, log, suite and base_packages
# How tools/sdk makes and changes SDKs.

as_root() {
  if [[ $EUID == 0 ]]; then "$@"; else sudo "$@"; fi
}

# One set-up at a time. The descriptor is inherited by what runs below on purpose:
# if this script is killed, the lock is held until its children are gone too.
lock() {
  mkdir -p "$cache"
  exec 9>"$cache/sdk.lock"
  flock --nonblock 9 && return
  note "another set-up is running; waiting for it to end"
  flock 9
}

unlock() { exec 9>&-; }

# remove DIR_OR_FILE: also with folders that are not writable, and never across
# a mount that an interrupted set-up may have left.
remove() {
  [[ -e $1 ]] || return 0
  if ! rm -rf --one-file-system -- "$1" 2>/dev/null; then
    chmod -R u+rwX -- "$1" 2>/dev/null || true
    "${mapped_root[@]}" rm -rf --one-file-system -- "$1" ||
      die "cannot remove all of $1 (see above). Remove it by hand."
  fi
}

# Set before a command that needs to be root in the SDK, where packages have files
# of many users: without root, those of the range that /etc/subuid gives.
mapped_root=()
[[ $EUID == 0 ]] || mapped_root=(unshare --map-root-user --map-auto)

refuse_if_in_use() {
  local sdk_inode process
  sdk_inode=$(stat -c %d:%i "$1")
  for process in /proc/[0-9]*; do
    [[ $(stat -L -c %d:%i "$process/root" 2>/dev/null) == "$sdk_inode" ]] || continue
    die "$1 is in use by process ${process#/proc/} ($(<"$process/comm"))." \
      "If that is Bazel, \`tools/bazel shutdown\` ends it."
  done
}

# run_logged WHAT CMD…: a person sees what goes on, the log has the rest.
run_logged() {
  local what=$1 start=$SECONDS begin child status=0
  shift
  begin=$(stat -c %s "$log" 2>/dev/null || echo 0)
  note "$what (log: $log)"
  # Own session: an interrupt reaches only this script, which then ends them all.
  setsid "$@" >>"$log" 2>&1 </dev/null &
  child=$!
  # shellcheck disable=SC2064
  trap "stop_child $child" INT TERM HUP
  show_progress "$child" "$start"
  wait "$child" || status=$?
  trap - INT TERM HUP
  [[ $status == 0 ]] && return
  tail -c "+$((begin + 1))" "$log" | grep -E '^(E:|Err:|dpkg: error)' | tail -n 5 >&2 || tail -n 5 "$log" >&2
  die "failed (exit code $status): $what. The whole log is in $log." \
    "If it is the network, run the command again; nothing half-made is used."
}

# show_progress PID START: the last line of the log, until the process ends.
show_progress() {
  local shown=0
  while kill -0 "$1" 2>/dev/null; do
    sleep 0.5
    if [[ -t 2 ]]; then
      printf '\r\e[K%4d s  %.70s' $((SECONDS - $2)) "$(last_line)" >&2
    elif ((SECONDS - $2 >= shown + 15)); then
      shown=$((SECONDS - $2))
      printf '%4d s  %.100s\n' "$shown" "$(last_line)" >&2
    fi
  done
  if [[ -t 2 ]]; then printf '\r\e[K' >&2; fi
}

last_line() { tail -c 400 "$log" | tr '\r' '\n' | grep . | tail -n 1 | tr -dc '[:print:]'; }

stop_child() {
  trap '' INT TERM HUP
  kill -TERM -- "-$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
  echo >&2
  note "interrupted; the next call begins again"
  exit 130
}

# Installs what is needed to make and enter an SDK. $1: make or enter.
need_host_packages() {
  local missing=()
  command -v bwrap >/dev/null || missing+=(bubblewrap)
  if [[ $1 == make ]]; then
    command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
    [[ $EUID == 0 ]] || command -v newuidmap >/dev/null || missing+=(uidmap)
    [[ -e $keyring ]] || missing+=(debian-archive-keyring)
  fi
  [[ ${#missing[@]} == 0 ]] && return
  command -v apt-get >/dev/null ||
    die "the SDK needs ${missing[*]}, and this host has no apt-get to install them. Install them," \
      "or Bazel, a compiler and V8 (\`tools/sdk check\` says which)."
  [[ $EUID == 0 ]] || command -v sudo >/dev/null ||
    die "the SDK needs packages that only root can install, and there is no sudo. Ask for:" \
      "apt-get install ${missing[*]}"
  note "installing on the host: ${missing[*]} (log: $log)"
  # What apt may start keeps running: it must not keep the lock.
  apt_install "${missing[@]}" >>"$log" 2>&1 9>&- && return
  tail -n 5 "$log" >&2
  die "could not install ${missing[*]}. The whole log is in $log."
}

apt_install() {
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@")
  # Package lists may be missing or old.
  as_root "${install[@]}" || { as_root apt-get update && as_root "${install[@]}"; }
}

readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The Debian mirror that the host's apt is configured with.
debian_mirror() {
  local mirror
  mirror=${FERRY_DEBIAN_MIRROR:-$(configured_mirror)}
  if [[ -z $mirror ]] && command -v apt-get >/dev/null; then
    # Without package lists apt does not know what is Debian's.
    as_root apt-get update >>"$log" 2>&1 || true
    mirror=$(configured_mirror)
  fi
  [[ -n $mirror ]] || die "apt on this host is not configured with a Debian mirror." \
    "Set FERRY_DEBIAN_MIRROR to the address of one."
  echo "$mirror"
}

configured_mirror() {
  local origin label uri guess=''
  # shellcheck disable=SC2016  # apt's variables
  while IFS='|' read -r origin label uri; do
    [[ $uri =~ ^(mirror\+)?https?: ]] || continue
    [[ $origin/$label == Debian/Debian ]] && echo "$uri" && return
    # Lists that were never fetched have no origin.
    [[ -z $origin && $uri =~ /debian/?$ ]] && guess=${guess:-$uri}
  done < <(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null)
  echo "$guess"
}

ensure_sdk() {
  if [[ ! -d $sdk ]]; then
    lock
    [[ -d $sdk ]] || make_sdk
    unlock
  fi
  need_host_packages enter
}

make_sdk() {
  local mirror option options=()
  : >"$log"
  remove "$sdk.part"
  remove "$sdk.tar"
  note "this is done once: making the SDK in $sdk"
  need_host_packages make
  require_namespaces
  mirror=$(debian_mirror)
  # A mirror behind a proxy needs it inside too; a mirror may lag.
  while read -r option; do
    options+=("--aptopt=$option")
  done < <(apt-config dump 2>/dev/null | grep -E '^Acquire::https?::' || true)
  local debootstrap=(mmdebstrap --verbose --variant=apt --components=main
    --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Check-Valid-Until "false"'
    "${options[@]}" --include="${base_packages// /,}")
  local source="deb [signed-by=$keyring] $mirror $suite main"
  if [[ $EUID == 0 ]]; then
    run_logged "fetching and installing packages" \
      "${debootstrap[@]}" --mode=root "$suite" "$sdk.part" "$source"
  else
    run_logged "fetching and installing packages" env TMPDIR="${TMPDIR:-/var/tmp}" \
      "${debootstrap[@]}" --mode=unshare "$suite" "$sdk.tar" "$source"
    mkdir "$sdk.part"
    run_logged "unpacking" tar -xf "$sdk.tar" -C "$sdk.part" --exclude=./dev
    mkdir "$sdk.part/dev"
    rm -f "$sdk.tar"
  fi
  finish_sdk "$sdk.part"
  mv -T "$sdk.part" "$sdk"
  note "the SDK is ready"
}

# Bazel does not see a changed compiler or V8, so each SDK has outputs of its own.
finish_sdk() {
  local id
  id=sdk-$(date +%Y%m%d%H%M%S)
  mkdir -p "$1/var/lib/ferry-sdk"
  echo "startup --output_user_root=\"$cache/bazel/$id\"" >"$1/etc/bazel.bazelrc"
  # There is no other user to fetch as.
  echo 'APT::Sandbox::User "root";' >"$1/etc/apt/apt.conf.d/90ferry"
}

marker() { echo "/var/lib/ferry-sdk/$1"; }

# has_group SDK GROUP: the marker has the list that was installed, so that a
# group whose list grew is added again.
has_group() { [[ -r $1$(marker "$2") && $(<"$1$(marker "$2")") == "$(group_packages "$2")" ]]; }

require_marker() {
  [[ $1 == base ]] || has_group '' "$1" ||
    die "the packages of group $1 are not in this SDK. Outside of it, run: tools/sdk exec --with=$1 true"
}

ensure_group() {
  if [[ $1 == base ]] || has_group "$sdk" "$1"; then return; fi
  lock
  has_group "$sdk" "$1" || add_group "$1"
  unlock
}

add_group() {
  local packages enter_as_root
  packages=$(group_packages "$1")
  require_namespaces
  set_enter_as_root
  # This also repairs what an interrupted addition may have left; its processes
  # may need a moment to end.
  run_logged "adding the packages of group $1 to the SDK: $packages" \
    "${enter_as_root[@]}" sh -ec "dpkg --configure -a || { sleep 5; dpkg --configure -a; }
      apt-get update
      apt-get -y -f install
      apt-get -y install $packages
      apt-get clean"
  group_packages "$1" >"$sdk$(marker "$1")"
}

# shellcheck shell=bash
# For the scripts huoqi and test, which source it: a place for the tools of .NET to write to, and PostgreSQL's programs.
: "${root:?is set by the script that sources this}"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

# A build machine may have no home folder, or one that cannot be written to.
if [[ ! -d ${HOME:-} || ! -w ${HOME:-} ]]; then
    export HOME=$root/out/home
    mkdir -p "$HOME"
fi

if ! command -v dotnet >/dev/null; then
    for folder in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
        if [[ -x $folder/dotnet ]]; then
            PATH=$PATH:$folder
            break
        fi
    done
fi
if ! command -v dotnet >/dev/null; then
    echo "The .NET SDK 10 is missing; install it and put its folder on the PATH." >&2
    exit 2
fi

has_postgres() {
    local program
    [[ -n ${HUOQI_POSTGRES:-} ]] && return 0
    command -v initdb >/dev/null && return 0
    for program in /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb \
        /opt/homebrew/opt/postgresql@*/bin/initdb; do
        [[ -x $program ]] && return 0
    done
    return 1
}

# What the fault rig strikes with. A fault whose tool is missing is skipped, and says so.
need_fault_tools() {
    local tool missing=()
    for tool in strace:strace faketime:faketime ip:iproute2 mkfs.ext4:e2fsprogs mount:mount; do
        command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
    done
    if [[ ${#missing[@]} -eq 0 || $EUID -ne 0 ]] || ! command -v apt-get >/dev/null; then
        return 0
    fi
    mkdir -p "$root/out"
    echo "Installing ${missing[*]} for the fault tests …" >&2
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
        >"$root/out/install-faults.log" 2>&1 </dev/null ||
        echo "${missing[*]} could not be installed; their faults are skipped" >&2
}

# What the tests of pages look with: Debian's chromium, and a font that has Chinese.
need_browser() {
    local missing=() log=$root/out/install-browser.log
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
        missing+=(chromium)
    [[ -n $(find /usr/share/fonts -iname '*cjk*' -print -quit 2>/dev/null) ]] || missing+=(fonts-noto-cjk)
    if [[ ${#missing[@]} -eq 0 || $EUID -ne 0 ]] || ! command -v apt-get >/dev/null; then
        return 0
    fi
    mkdir -p "$root/out"
    echo "Installing ${missing[*]} for the tests of pages …" >&2
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
        >"$log" 2>&1 </dev/null || { tail -n 5 "$log" >&2; echo "run: apt-get install ${missing[*]}" >&2; exit 2; }
}

# Installs PostgreSQL where that needs nobody's password; elsewhere huoqi itself says which command to run.
# Only its programs are wanted: Debian's package would also make and start a server of its own.
need_postgres() {
    local settings=/etc/postgresql-common/createcluster.conf log=$root/out/install.log
    if has_postgres || [[ $EUID -ne 0 ]] || ! command -v apt-get >/dev/null; then
        return 0
    fi
    echo "Installing PostgreSQL (apt-get install postgresql) …" >&2
    mkdir -p "$root/out" "${settings%/*}"
    [[ -e $settings ]] || echo "create_main_cluster = false" >"$settings"
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        -o Dpkg::Options::=--force-confold postgresql; } >"$log" 2>&1 </dev/null; then
        tail -n 5 "$log" >&2
        echo "PostgreSQL could not be installed; run: apt-get install postgresql" >&2
        exit 2
    fi
}

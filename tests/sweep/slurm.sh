#!/usr/bin/env bash
# A Slurm cluster of one node for tests, without systemd and apart from any other: its own ports, files and log.
# Usage: tests/sweep/slurm.sh start FOLDER     then  export SLURM_CONF=FOLDER/slurm.conf
#        tests/sweep/slurm.sh stop FOLDER
# Needs root and slurm-wlm. Code 77 if this machine cannot.
set -euo pipefail
action=${1:?start or stop}
folder=${2:?folder}
export SLURM_CONF=$folder/slurm.conf

stop() {
    scancel --user=root 2>/dev/null || true
    for _ in $(seq 50); do
        test -n "$(squeue --noheader 2>/dev/null)" || break
        sleep 0.1
    done
    for daemon in slurmd slurmctld; do
        if test -s "$folder/$daemon.pid"; then
            kill "$(cat "$folder/$daemon.pid")" 2>/dev/null || true
        fi
    done
    for _ in $(seq 100); do
        kill -0 "$(cat "$folder/slurmctld.pid" 2>/dev/null)" 2>/dev/null || break
        sleep 0.1
    done
}

start() {
    for needed in slurmctld slurmd sbatch srun scontrol; do
        command -v "$needed" >/dev/null || { echo "$needed is not installed"; exit 77; }
    done
    test "$(id -u)" -eq 0 || { echo "slurmd needs root"; exit 77; }
    mkdir -p "$folder/state" "$folder/spool"
    host=$(hostname -s)
    port=$((20000 + $$ % 20000))
    cat > "$folder/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
KillWait=10
ReturnToService=2
SlurmdParameters=config_overrides
MpiDefault=none
NodeName=$host NodeAddr=127.0.0.1 CPUs=4 RealMemory=4000 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
    slurmctld -i > "$folder/start.log" 2>&1
    slurmd >> "$folder/start.log" 2>&1
    for _ in $(seq 300); do
        if sinfo --noheader --format=%t 2>/dev/null | grep idle >/dev/null; then
            return 0
        fi
        sleep 0.1
    done
    echo "Slurm did not start:"
    tail -n 5 "$folder"/*.log
    stop
    exit 77
}

case $action in
    start) start ;;
    stop) stop ;;
    *) echo "start or stop, not $action" >&2; exit 2 ;;
esac

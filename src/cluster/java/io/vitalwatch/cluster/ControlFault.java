package io.vitalwatch.cluster;

/** A fault during a storm of changes, and what an operator or supervisor does to repair it. */
enum ControlFault {
    NONE("none") {
        @Override
        void strike(ControlStage stage) {}
    },
    TASK_MANAGER("kill -9 of a TaskManager") {
        @Override
        void strike(ControlStage stage) throws Exception {
            ServerProcess taskManager = stage.cluster.taskManager(stage.random.nextInt(ProcessCluster.TASK_MANAGERS));
            taskManager.kill();
            taskManager.start();
        }
    },
    JOB_MANAGER("kill -9 of the JobManager, restored from the retained checkpoint") {
        @Override
        void strike(ControlStage stage) throws Exception {
            stage.cluster.jobManager().kill();
            String checkpoint = stage.newestCheckpoint().toUri().toString();
            stage.cluster.jobManager().start();
            stage.cluster.awaitTaskManagers();
            stage.submit(checkpoint);
        }
    },
    BROKER("kill -9 of the broker, started again after 5 s") {
        @Override
        void strike(ControlStage stage) throws Exception {
            stage.cluster.broker().process().kill();
            Thread.sleep(5_000);
            stage.cluster.broker().start();
        }
    },
    RELAY("kill -9 of the relaying receiver; the other one takes over") {
        @Override
        void strike(ControlStage stage) throws Exception {
            ReceiverServer relay = stage.relay();
            relay.process().kill();
            stage.awaitOtherRelay(relay);
            relay.start();
        }
    },
    RELAY_STOPPED("SIGSTOP of the relaying receiver, SIGCONT after the takeover") {
        @Override
        void strike(ControlStage stage) throws Exception {
            ReceiverServer relay = stage.relay();
            relay.process().pause();
            stage.awaitOtherRelay(relay);
            Thread.sleep(3_000);
            relay.process().resume();
        }
    };

    private final String text;

    ControlFault(String text) {
        this.text = text;
    }

    /** Causes the fault and repairs it. Returns when the system can recover. */
    abstract void strike(ControlStage stage) throws Exception;

    @Override
    public String toString() {
        return text;
    }
}

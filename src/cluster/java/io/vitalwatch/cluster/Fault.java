package io.vitalwatch.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A fault that strikes a run, and what an operator or supervisor does to repair it. */
enum Fault {
    NONE("no fault") {
        @Override
        void strike(Stage stage) {}
    },
    TASK_MANAGER("kill -9 of a TaskManager, busy") {
        @Override
        void strike(Stage stage) throws Exception {
            killTaskManager(stage, stage.random.nextInt(ProcessCluster.TASK_MANAGERS));
        }
    },
    TASK_MANAGER_BACKLOG("kill -9 of a TaskManager, catching up") {
        @Override
        boolean backlog() {
            return true;
        }

        @Override
        void strike(Stage stage) throws Exception {
            Thread.sleep(stage.random.nextInt(1500));
            killTaskManager(stage, stage.random.nextInt(ProcessCluster.TASK_MANAGERS));
        }
    },
    TASK_MANAGER_CHECKPOINT("kill -9 of a TaskManager during a checkpoint") {
        @Override
        void strike(Stage stage) throws Exception {
            stage.rest.triggerCheckpoint(stage.job());
            Thread.sleep(stage.random.nextInt(30));
            killTaskManager(stage, stage.random.nextInt(ProcessCluster.TASK_MANAGERS));
        }
    },
    TASK_MANAGER_TWICE("kill -9 of a TaskManager, and of the other while the job restarts") {
        @Override
        void strike(Stage stage) throws Exception {
            int first = stage.random.nextInt(ProcessCluster.TASK_MANAGERS);
            killTaskManager(stage, first);
            Thread.sleep(500 + stage.random.nextInt(4000));
            killTaskManager(stage, 1 - first);
        }
    },
    TASK_MANAGER_HANGS("SIGSTOP of a TaskManager for 30 s") {
        @Override
        void strike(Stage stage) throws Exception {
            ServerProcess hanging = stage.cluster.taskManager(stage.random.nextInt(ProcessCluster.TASK_MANAGERS));
            hanging.pause();
            Thread.sleep(30_000);
            hanging.resume();
        }
    },
    JOB_MANAGER("kill -9 of the JobManager, restored from the retained checkpoint") {
        @Override
        void strike(Stage stage) throws Exception {
            stage.cluster.jobManager().kill();
            Path checkpoint = stage.newestCheckpoint();
            stage.cluster.jobManager().start();
            stage.cluster.awaitTaskManagers();
            // The old tasks may still run for a while: their TaskManagers notice only after some time that the JobManager is gone.
            stage.submit(2, checkpoint.toUri().toString());
        }
    },
    BROKER("kill -9 of the broker, away for 5 s") {
        @Override
        void strike(Stage stage) throws Exception {
            stage.cluster.broker().process().kill();
            Thread.sleep(5000);
            stage.cluster.broker().start();
        }
    },
    BROKER_HANGS("SIGSTOP of the broker for 15 s") {
        @Override
        void strike(Stage stage) throws Exception {
            stage.cluster.broker().process().pause();
            Thread.sleep(15_000);
            stage.cluster.broker().process().resume();
        }
    },
    DISK_FULL("no space left for checkpoints for 30 s") {
        @Override
        void strike(Stage stage) throws Exception {
            Path checkpoints = stage.cluster.checkpoints();
            Path ballast = checkpoints.resolve("ballast");
            if (CheckpointDisk.small(checkpoints)) {
                CheckpointDisk.fill(ballast);
                Thread.sleep(30_000);
                Files.delete(ballast);
            } else {
                CheckpointDisk.block(checkpoints);
                Thread.sleep(30_000);
                CheckpointDisk.unblock(checkpoints);
            }
        }
    };

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    /** Causes the fault, then repairs what an operator would repair. Returns when the job can recover. */
    abstract void strike(Stage stage) throws Exception;

    /** Whether all deliveries are in the topic before the job starts, so that the fault strikes a job under full load. */
    boolean backlog() {
        return false;
    }

    @Override
    public String toString() {
        return text;
    }

    private static void killTaskManager(Stage stage, int number) throws Exception {
        stage.cluster.taskManager(number).kill();
        stage.cluster.taskManager(number).start();
    }

    /** The file system of the checkpoints: a small one where mounting is allowed. */
    static final class CheckpointDisk {
        private static final long SMALL = 64L << 20;

        private CheckpointDisk() {}

        /** Mounts a small file system on a folder. Does nothing without the rights to mount. */
        static void mount(Path folder) throws IOException, InterruptedException {
            Files.createDirectories(folder);
            if (run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", folder.toString()) == 0) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> unmountAtLast(folder)));
            }
        }

        static void unmount(Path folder) throws IOException, InterruptedException {
            if (Files.exists(folder) && small(folder)) {
                run("umount", folder.toString());
            }
        }

        static boolean small(Path folder) throws IOException {
            return Files.getFileStore(folder).getTotalSpace() <= SMALL;
        }

        static void fill(Path ballast) throws IOException {
            byte[] block = new byte[4096];
            try (OutputStream out = Files.newOutputStream(ballast)) {
                while (true) {
                    out.write(block);
                }
            } catch (IOException e) {
                if (Files.getFileStore(ballast).getUsableSpace() > block.length) {
                    throw e;
                }
            }
        }

        /** Replaces the folder by a file, so that nothing can be written below it. */
        static void block(Path folder) throws IOException {
            Files.move(folder, aside(folder), StandardCopyOption.ATOMIC_MOVE);
            Files.createFile(folder);
        }

        static void unblock(Path folder) throws IOException {
            Files.delete(folder);
            Files.move(aside(folder), folder, StandardCopyOption.ATOMIC_MOVE);
        }

        private static Path aside(Path folder) {
            return folder.resolveSibling(folder.getFileName() + ".aside");
        }

        /** Unmounts the file system when the JVM ends, also after a failure. */
        private static void unmountAtLast(Path folder) {
            try {
                if (Files.exists(folder) && small(folder)) {
                    run("umount", "--lazy", folder.toString());
                }
            } catch (IOException | InterruptedException e) {
                System.err.println(folder + " may still be mounted: " + e);
            }
        }

        private static int run(String... command) throws IOException, InterruptedException {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        }
    }
}

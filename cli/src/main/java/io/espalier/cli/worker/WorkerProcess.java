package io.espalier.cli.worker;

import io.espalier.catalog.Catalog;
import io.espalier.cli.server.ServerWatch;
import io.espalier.cli.session.Executors;
import io.espalier.cli.session.Fleet;
import io.espalier.cli.session.Interruption;
import io.espalier.cli.session.QuickCompilation;
import io.espalier.cli.text.Build;
import io.espalier.run.Workers;
import io.espalier.step.presence.WorkerPresence;
import io.espalier.step.waiting.Wait;
import io.espalier.step.waiting.Waits;
import io.espalier.step.worker.TaskWorker;
import io.espalier.step.worker.WorkerSettings;
import io.espalier.store.worker.NewWorker;
import io.espalier.store.worker.WorkerRecord;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that takes tasks of a shared store until it is asked to stop. */
public final class WorkerProcess {
  /** Longer than an operator without checkpoints has to stop in. */
  private static final Duration DRAIN = Duration.ofSeconds(40);

  private static final Duration LOOKOUT = Duration.ofSeconds(30);

  private final Fleet fleet;
  private final Catalog catalog;
  private final TrainerCount trainers;
  private final NewWorker self;
  private final PrintWriter err;

  /**
   * A worker.
   *
   * @param queues that it serves, at least one
   * @param trainers trainings at the same time
   * @param name null for one of the host and the process
   * @param err is told what it does
   */
  public WorkerProcess(
      Fleet fleet,
      Catalog catalog,
      List<String> queues,
      TrainerCount trainers,
      @Nullable String name,
      PrintWriter err) {
    this.fleet = fleet;
    this.catalog = catalog;
    this.err = err;
    this.trainers = trainers;
    String host = host();
    long pid = ProcessHandle.current().pid();
    String build = Build.version() + " " + Build.commit() + (Build.dirty() ? " with changes" : "");
    this.self =
        new NewWorker(
            name == null ? host + "-" + pid : name, host, pid, build, queues, trainers.trainers());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "localhost";
    }
  }

  /**
   * Works until it is interrupted; then takes no more tasks, and lets those under way write a
   * checkpoint and stop, for others to go on with.
   */
  public void run(Interruption interruption) {
    QuickCompilation.begin();
    WorkerSettings settings = WorkerSettings.of(self.name(), self.trainers());
    var server = fleet.server();
    fleet.store().workers().list().stream()
        .filter(other -> other.alive() && other.worker().name().equals(self.name()))
        .forEach(other -> say(sameName(other)));
    try (TaskWorker tasks = new TaskWorker(fleet.store(), catalog, Executors.all(), settings);
        WorkerPresence presence = WorkerPresence.begin(fleet.store(), self, tasks);
        ServerWatch watch = new ServerWatch(server)) {
      Workers workers =
          Workers.start(
              server.client(),
              fleet.store().identity(),
              tasks.control(),
              tasks,
              self.queues(),
              tasks.slots());
      ScheduledExecutorService lookout = lookout();
      say(
          String.format(
              "worker %s serves %s with %d %s: store %s, Temporal %s",
              self.name(),
              String.join(", ", self.queues()),
              self.trainers(),
              self.trainers() == 1 ? "trainer" : "trainers",
              fleet.name(),
              server.description()));
      trainers.notes().forEach(this::say);
      interruption.orderly(true);
      SignOfLife alive = new SignOfLife(fleet.home());
      follow(tasks, watch, alive, interruption);
      alive.close();
      say("drains: takes no more tasks, those under way write a checkpoint and stop");
      presence.drains();
      lookout.shutdownNow();
      boolean stopped = workers.stop(DRAIN);
      say(stopped ? "drained" : "ends; a task did not stop in time, and others begin it again");
    }
  }

  /** One that was killed a moment ago looks alive still, so this is no error. */
  private static String sameName(WorkerRecord other) {
    return String.format(
        "note: a worker %s was alive %d s ago (%s, process %d); if it still is, give one of them"
            + " another --name: attempts are recorded under it",
        other.worker().name(),
        other.silence().toSeconds(),
        other.worker().host(),
        other.worker().pid());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // look throws nothing
  private ScheduledExecutorService lookout() {
    ScheduledExecutorService timer =
        java.util.concurrent.Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "espalier-lookout");
              thread.setDaemon(true);
              return thread;
            });
    timer.scheduleWithFixedDelay(
        new RunLookout(fleet.store(), fleet.client())::look,
        LOOKOUT.toMillis(),
        LOOKOUT.toMillis(),
        TimeUnit.MILLISECONDS);
    return timer;
  }

  /** Tells of the tasks that come and go. */
  private void follow(
      TaskWorker tasks, ServerWatch watch, SignOfLife alive, Interruption interruption) {
    WorkerLines lines = new WorkerLines(this::say);
    while (!interruption.within(Duration.ofSeconds(1))) {
      alive.touch();
      lines.show(tasks.running());
      boolean away = watch.awaySince() != null;
      lines.temporal(away);
      tasks.running().stream()
          .map(task -> task.runId())
          .distinct()
          .forEach(
              run -> {
                if (away) {
                  tasks.waits().failed(run, Waits.WALK, Wait.For.TEMPORAL, "no answer");
                } else {
                  tasks.waits().over(run, Waits.WALK);
                }
              });
    }
  }

  private void say(String line) {
    err.println(line);
    err.flush();
  }
}

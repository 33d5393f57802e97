package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.cli.environment.Environment;
import io.espalier.cli.environment.TestDatabase;
import io.espalier.cli.server.TemporalServer;
import io.espalier.parts.RealParts;
import io.espalier.run.RunClient;
import io.espalier.store.Store;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A shared store of one test in PostgreSQL, the real Temporal server that {@code
 * ESPALIER_TEST_TEMPORAL} names, and workers in JVMs and homes of their own.
 */
final class FleetBed implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final Path folder;
  final Children children;
  private final TestDatabase database;
  private final FleetEnvironment environment;

  FleetBed(Path folder) throws IOException {
    this(folder, temporal());
  }

  /** With a Temporal server at another address. */
  FleetBed(Path folder, String temporal) {
    this(folder, new TestDatabase(), FleetEnvironment.folder(folder.resolve("objects")), temporal);
  }

  /**
   * With other parts.
   *
   * @param artifacts as {@link FleetEnvironment} takes them
   */
  FleetBed(Path folder, TestDatabase database, String artifacts, String temporal) {
    this.folder = folder;
    this.database = database;
    children = new Children(folder);
    environment = new FleetEnvironment(database, artifacts, temporal);
  }

  private Path environment(String machine) {
    return environment.file(folder.resolve(machine));
  }

  /** The real server; skips the test where there is none, or fails it where one is required. */
  static String temporal() {
    return RealParts.named("ESPALIER_TEST_TEMPORAL", "HOST:PORT");
  }

  /** Starts a worker with one trainer; it has no file of any other. */
  Process worker(String name, String... more) throws IOException {
    return start(name, with("worker", with("--name", name, with("--trainers", "1", more))));
  }

  /** Starts any command in a home of its own. */
  Process start(String name, String... arguments) throws IOException {
    return children.launch(
        name + ".",
        folder.resolve(name),
        with("--environment", environment(name).toString(), arguments));
  }

  /** Runs a command in this process, on a machine that computes nothing. */
  CommandLineRun espalier(String... arguments) {
    return from("client", arguments);
  }

  /** As {@link #espalier}, from a machine of its own. */
  CommandLineRun from(String home, String... arguments) {
    return CommandLineRun.of(
        folder.resolve(home), with("--environment", environment(home).toString(), arguments));
  }

  /** The answer of a command that ends well. */
  JsonNode json(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    CommandLineRun run = espalier(all.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return MAPPER.readTree(run.out());
  }

  /** Submits an experiment and gives the id of its run. */
  String submit(Path file, String... more) {
    CommandLineRun run = espalier(with("run", with(file.toString(), with("--detach", more))));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("goes on without this command", "espalier attach");
    return run.out().strip();
  }

  /** A run in whose dense training its worker waits, and what the same run gives in one process. */
  record HeldRun(String id, Process worker, JsonNode clean) {}

  /** Starts a worker and gives it a run that waits in its dense training until it is let go on. */
  HeldRun heldRun(String worker) throws IOException, InterruptedException {
    Path file = TinyExperiment.write(folder, FleetFixture.ITERATIONS, "held");
    JsonNode clean = embedded(file);
    children.hold(Hold.DENSE);
    String id = submit(file);
    Process process = worker(worker);
    await("the dense training is under way", process, trains("r1.dense.train"));
    return new HeldRun(id, process, clean);
  }

  /** Waits until {@code status} says something while a worker works. */
  JsonNode await(String what, Process worker, Predicate<JsonNode> condition)
      throws InterruptedException {
    List<JsonNode> seen = new ArrayList<>();
    Children.await(
        what,
        worker,
        () -> {
          CommandLineRun status = espalier("status", "--json");
          if (status.err().contains("there is no store")) {
            return false;
          }
          try {
            seen.add(0, MAPPER.readTree(status.out()));
          } catch (IOException e) {
            throw new AssertionError(status.err(), e);
          }
          return condition.test(seen.get(0));
        });
    return seen.get(0);
  }

  /** Whether a task is under way and has got somewhere. */
  static Predicate<JsonNode> trains(String taskIdsEnd) {
    return status -> {
      for (JsonNode task : status.path("tasks")) {
        if (task.path("task_id").asText().endsWith(taskIdsEnd)
            && task.path("shown").asText().equals("RUNNING")
            && task.path("progress").asDouble() > 0) {
          return true;
        }
      }
      return false;
    };
  }

  /** Runs a statement in the database. */
  void execute(String sql) {
    database.execute(sql);
  }

  /**
   * Waits until each of some workers trains a task of a run.
   *
   * @param any one of them
   * @return the task of each, in the order of their names here
   */
  List<String> eachTrains(String run, Process any, String... names) throws InterruptedException {
    Map<String, String> trainings = new HashMap<>();
    await(
        "each of " + List.of(names) + " trains",
        any,
        status -> {
          for (AttemptRecord attempt : attempts(run)) {
            if (attempt.state() == AttemptState.RUNNING && trains(attempt.taskId()).test(status)) {
              trainings.put(attempt.worker(), attempt.taskId());
            }
          }
          return trainings.keySet().containsAll(List.of(names));
        });
    return Stream.of(names).map(trainings::get).map(String::valueOf).toList();
  }

  /** Time passes for claims: those that nobody renews from now on have run out. */
  void leasesRunOut() {
    database.execute(
        "UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND"
            + " WHERE state = 'RUNNING'");
  }

  /** What happens to a walk when the Temporal server is set up anew. */
  void forgetWorkflow(String run) {
    Environment parts = Environment.load(environment("client"), Map.of());
    try (Store store = parts.open();
        TemporalServer server =
            TemporalServer.connect(
                Objects.requireNonNull(parts.temporal()), Duration.ofSeconds(60))) {
      server
          .client()
          .newUntypedWorkflowStub(RunClient.workflowId(run) + "@" + store.identity())
          .terminate("set up anew");
    }
  }

  /** The results of a run in one process, in the folder {@code embedded}. */
  JsonNode embedded(Path file) throws IOException {
    CommandLineRun run =
        CommandLineRun.of(folder.resolve("embedded"), "run", file.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return MAPPER.readTree(run.out());
  }

  /** Follows the latest run to its end and holds it against the same run in one process. */
  void endsAs(JsonNode clean) throws IOException {
    JsonNode shown = json("attach");
    assertThat(shown.path("results")).isNotEmpty().isEqualTo(clean.path("results"));
    assertThat(shown.at("/steps/executed")).isEqualTo(clean.at("/steps/executed"));
    for (String check : List.of("verify", "fsck")) {
      CommandLineRun checked = espalier(check);
      assertThat(checked.exitCode()).as(checked.out() + checked.err()).isZero();
    }
  }

  /** The attempts at all steps of a run so far. */
  List<AttemptRecord> attempts(String run) {
    try (Store store = store()) {
      return store.tasks().list(run).stream()
          .map(TaskRecord::stepKey)
          .filter(Objects::nonNull)
          .distinct()
          .flatMap(key -> store.steps().attempts(key).stream())
          .toList();
    }
  }

  /** The attempts at a task's step. */
  List<AttemptRecord> attempts(String run, String task) {
    try (Store store = store()) {
      String key = store.tasks().find(run, task).orElseThrow().stepKey();
      return store.steps().attempts(String.valueOf(key));
    }
  }

  /** Sends a signal to a process. */
  static void signal(Process process, String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }

  /** What a child has printed on standard error. */
  String said(String name) {
    try {
      return Files.readString(folder.resolve(name + ".err"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Store store() {
    return Environment.load(environment("client"), Map.of()).open();
  }

  private static String[] with(String first, String second, String... more) {
    return with(first, with(second, more));
  }

  private static String[] with(String first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Override
  public void close() {
    children.close();
    database.close();
  }
}

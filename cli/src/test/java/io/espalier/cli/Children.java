package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.exit.ExitCode;
import io.espalier.fault.Failpoint;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.step.AttemptState;
import io.espalier.store.task.TaskRecord;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Commands in JVMs of their own, which a test holds in the middle of a training, and kills. */
final class Children implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final List<Process> children = new ArrayList<>();
  private final Path folder;
  private List<String> armed = List.of();
  private String classPath = System.getProperty("java.class.path");
  private List<String> build = List.of();
  private List<String> through = List.of();

  /**
   * Makes none yet.
   *
   * @param folder for what they print, and for what holds them
   */
  Children(Path folder) {
    this.folder = folder;
  }

  /** Kills those that are left. */
  @Override
  public void close() {
    children.forEach(Process::destroyForcibly);
  }

  /** Starts a command that walks its run itself. */
  Process start(Path home, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--parallel", "1"));
    return launch("", home, all.toArray(String[]::new));
  }

  /**
   * Starts a command.
   *
   * @param name begins the names of the files that hold what it prints: {@code out}, {@code err}
   */
  Process launch(String name, Path home, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(through);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector", "-Xmx1g"));
    command.add("-D" + HeldExecutor.FILE + "=" + hold());
    command.addAll(armed);
    command.addAll(build);
    command.addAll(List.of("-cp", classPath));
    command.add(Espalier.class.getName());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", home.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process child =
        builder
            .redirectOutput(folder.resolve(name + "out").toFile())
            .redirectError(folder.resolve(name + "err").toFile())
            .start();
    children.add(child);
    return child;
  }

  /**
   * Lets the commands that are started from now on end at a failpoint.
   *
   * @param times how often it is reached until then
   * @param fired is written when it is reached
   */
  void arm(Failpoint point, int times, Path fired) {
    armed =
        List.of(
            "-D" + Failpoint.PROPERTY + "=" + point.name() + ":" + times,
            "-D" + Failpoint.FIRED + "=" + fired);
  }

  /**
   * Lets the commands that are started from now on be of another build.
   *
   * @param services folder in front of the class path, whose service files name more classes; null
   *     for none
   * @param properties system properties, as {@code name=value}
   */
  void build(@Nullable Path services, String... properties) {
    String usual = System.getProperty("java.class.path");
    classPath = services == null ? usual : services + File.pathSeparator + usual;
    build = Stream.of(properties).map(property -> "-D" + property).toList();
  }

  /** Starts commands from now on by another that becomes theirs, such as {@code env}. */
  void through(String... command) {
    through = List.of(command);
  }

  /** Lets commands run to their end again. */
  void disarm() {
    armed = List.of();
  }

  /** The answer of a command with {@code --json} that ends well. */
  JsonNode run(Path home, String... arguments) throws IOException, InterruptedException {
    Process child = start(home, arguments);
    assertThat(exitCode(child)).as(Files.readString(folder.resolve("err"))).isZero();
    return MAPPER.readTree(folder.resolve("out").toFile());
  }

  /** Waits for the end of a command. */
  static int exitCode(Process child) throws InterruptedException {
    assertThat(child.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return child.exitValue();
  }

  /** Holds some trainings of the executor {@code held} in the middle, until {@link #release()}. */
  void hold(HeldExecutor.Hold what) throws IOException {
    Files.writeString(hold(), what.name());
  }

  /**
   * Lets all trainings go on, but so slowly that a request to stop that is on its way reaches them
   * before they end.
   */
  void slow() throws IOException {
    hold(HeldExecutor.Hold.SLOW);
  }

  /** Lets all trainings go on. */
  void release() throws IOException {
    Files.deleteIfExists(hold());
  }

  private Path hold() {
    return folder.resolve("hold");
  }

  /** Waits until something holds while a command runs. */
  static void await(String what, Process child, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(child.isAlive()).as("the child still runs while we wait until %s", what).isTrue();
      assertThat(System.nanoTime()).as("in time: %s", what).isLessThan(end);
      child.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  /** Whether one of some trainings has got somewhere, as its owner says. */
  static boolean trains(Path home, String taskIdsEnd) {
    return runs(home, taskIdsEnd, Double.MIN_VALUE);
  }

  /** Whether one of some tasks has got so far, from 0 to 1, as its owner says. */
  static boolean runs(Path home, String taskIdsEnd, double progress) {
    if (!Files.exists(home.resolve("owner.json"))) {
      return false;
    }
    CommandLineRun asked = CommandLineRun.of(home, "status", "--json");
    if (asked.exitCode() == ExitCode.STORE_BUSY) {
      // It has just begun, and holds the store before it answers.
      return false;
    }
    for (JsonNode task : status(asked).path("tasks")) {
      if (task.path("task_id").asText().endsWith(taskIdsEnd)
          && task.path("shown").asText().equals("RUNNING")
          && task.path("progress").asDouble() >= progress) {
        return true;
      }
    }
    return false;
  }

  /** What {@code status} says of the latest run. */
  static JsonNode status(Path home) {
    return status(CommandLineRun.of(home, "status", "--json"));
  }

  private static JsonNode status(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    try {
      return MAPPER.readTree(run.out());
    } catch (IOException e) {
      throw new AssertionError(run.out(), e);
    }
  }

  /** Checks that a run has computed every step once, in its first try. */
  static void noTryWasUsedAndNoStepRecordedTwice(Path home, String runId) {
    try (Store store = Stores.readOnly(home)) {
      for (TaskRecord task : store.tasks().list(runId)) {
        assertThat(task.tryNumber()).as(task.taskId()).isEqualTo(1);
        String key = task.stepKey();
        assertThat(key).as(task.taskId()).isNotNull();
        assertThat(store.steps().attempts(String.valueOf(key)))
            .as(task.taskId())
            .filteredOn(attempt -> attempt.state() == AttemptState.WON)
            .hasSize(1);
      }
    }
  }
}

package io.espalier.bench;

import io.espalier.catalog.Catalog;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.engine.Executor;
import io.espalier.random.RandomSource;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.step.TaskInstance;
import io.espalier.step.Xcom;
import io.espalier.store.artifact.Artifacts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs an operator with nothing around it: bytes stay in memory, nothing is recorded. */
final class MemoryContext implements StepContext {
  private final Task task;
  private final Catalog catalog;
  private final Executor executor;
  private final Map<String, byte[]> outputs;
  private final Map<String, Path> files;

  /**
   * The context of one task.
   *
   * @param outputs what all tasks wrote, by {@code taskId/role}
   * @param files data files by digest
   */
  MemoryContext(
      Task task,
      Catalog catalog,
      Executor executor,
      Map<String, byte[]> outputs,
      Map<String, Path> files) {
    this.task = task;
    this.catalog = catalog;
    this.executor = executor;
    this.outputs = outputs;
    this.files = files;
  }

  @Override
  public byte[] input(String role) {
    return optionalInput(role).orElseThrow(() -> new IllegalStateException("no input " + role));
  }

  @Override
  public Optional<byte[]> optionalInput(String role) {
    return task.inputs().stream()
        .filter(input -> input.role().equals(role) && input.fromTask() != null)
        .findFirst()
        .map(input -> outputs.get(input.fromTask() + "/" + input.output()));
  }

  @Override
  public List<String> inputDigests(String role) {
    return task.inputs().stream()
        .filter(input -> input.role().equals(role))
        .map(TaskInput::digest)
        .filter(Objects::nonNull)
        .toList();
  }

  @Override
  public List<PlacedInput> placedInputs(String role) {
    throw new IllegalStateException("a bare loop has no places");
  }

  @Override
  public Path file(String digest) {
    return Objects.requireNonNull(files.get(digest), digest);
  }

  @Override
  public void output(String role, String kind, String mediaType, Artifacts.Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      body.writeTo(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    outputs.put(task.node().taskId() + "/" + role, bytes.toByteArray());
  }

  @Override
  public void metric(String name, String layer, String unit, long iteration, double value) {
    // A bare loop keeps no curves.
  }

  @Override
  public void measure(
      String name,
      Subject subject,
      double value,
      @Nullable Long n,
      @Nullable Double low,
      @Nullable Double high,
      String unit) {
    // Nor measurements.
  }

  @Override
  public void progress(double fraction) {
    // Nobody watches.
  }

  @Override
  public boolean checkpointDue() {
    return false;
  }

  @Override
  public void checkpoint(long iteration, Artifacts.Body state) {
    throw new IllegalStateException("no checkpoint was asked for");
  }

  @Override
  public Optional<Resume> resume() {
    return Optional.empty();
  }

  @Override
  public List<Xcom> xcoms(String task, String key) {
    return List.of();
  }

  @Override
  public TaskInstance instance() {
    throw new UnsupportedOperationException("this context belongs to no task");
  }

  @Override
  public RandomSource random(String purpose) {
    RandomStream stream =
        task.streams().stream()
            .filter(each -> each.purpose().equals(purpose))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no stream " + purpose));
    return RandomSource.of(stream);
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public Executor executor() {
    return executor;
  }

  @Override
  public void log(String line) {
    // A bare loop keeps no log.
  }
}

package io.espalier.step.worker;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Place;
import io.espalier.dag.Task;
import io.espalier.engine.Executor;
import io.espalier.fault.Failpoint;
import io.espalier.random.RandomSource;
import io.espalier.step.FatalTaskException;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.StoppedException;
import io.espalier.step.Subject;
import io.espalier.step.TaskInstance;
import io.espalier.step.Xcom;
import io.espalier.store.artifact.Artifacts;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.step.Checkpoint;
import io.espalier.store.step.Claim;
import io.espalier.store.step.StepArtifact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One attempt at a step as its operator sees it. Used by the operator's thread. */
final class StepRun implements StepContext {
  /** A stop waits this long for the checkpoint of an operator that makes checkpoints at all. */
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final TaskHost host;
  private final Task task;
  private final StepInputs inputs;
  private final Claim claim;
  private final AttemptLog log;
  private final Pulse pulse;
  private final boolean called;
  private final CheckpointClock clock;
  private final Map<String, Supplier<StoredArtifact>> outputs = new TreeMap<>();
  private final List<MetricPoint> points = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private boolean makesCheckpoints;
  private long stopSeenNanos = Long.MIN_VALUE;

  /**
   * A context.
   *
   * @param called whether this is the task that was called, whose progress is shown, and not one
   *     that makes damaged outputs again
   */
  StepRun(
      TaskHost host,
      Task task,
      List<StepArtifact> inputs,
      Claim claim,
      AttemptLog log,
      Pulse pulse,
      boolean called) {
    this.host = host;
    this.task = task;
    this.inputs = new StepInputs(host, task, inputs, log);
    this.claim = claim;
    this.log = log;
    this.pulse = pulse;
    this.called = called;
    this.clock = new CheckpointClock(host.checkpointEvery(), System::nanoTime);
  }

  /** Writes what was declared, by role; durable when this returns. */
  List<StepArtifact> writeOutputs() {
    List<StepArtifact> written = new ArrayList<>();
    outputs.forEach((role, output) -> written.add(new StepArtifact(role, 0, output.get())));
    return written;
  }

  /** Metrics since the last checkpoint. */
  List<MetricPoint> points() {
    return points;
  }

  /** Everything measured. */
  List<Measurement> measurements() {
    return measurements;
  }

  @Override
  public byte[] input(String role) {
    return inputs.one(role);
  }

  @Override
  public Optional<byte[]> optionalInput(String role) {
    return inputs.optional(role);
  }

  @Override
  public List<String> inputDigests(String role) {
    return inputs.digests(role);
  }

  @Override
  public List<PlacedInput> placedInputs(String role) {
    return inputs.placed(role);
  }

  @Override
  public Path file(String digest) {
    return host.read(digest, host.artifacts()::path, log::line);
  }

  @Override
  public List<Xcom> xcoms(String name, String key) {
    return host.xcoms().of(name, key);
  }

  @Override
  public Xcom xcom(String name, String key) {
    List<Xcom> pushed = xcoms(name, key);
    if (pushed.size() != 1) {
      throw host.xcoms().notOne(name, key);
    }
    return pushed.get(0);
  }

  @Override
  public TaskInstance instance() {
    return host.instance();
  }

  @Override
  public void output(String role, String kind, String mediaType, Artifacts.Body body) {
    if (outputs.containsKey(role)) {
      throw new IllegalStateException("output " + role + ": written twice");
    }
    outputs.put(role, () -> host.artifacts().write(kind, mediaType, body));
  }

  @Override
  public void metric(String name, String layer, String unit, long iteration, double value) {
    points.add(new MetricPoint(name, layer, unit, iteration, value));
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
    measurements.add(
        new Measurement(
            name,
            spot(subject.place()),
            spot(subject.other()),
            subject.layer(),
            subject.item(),
            value,
            n,
            low,
            high,
            unit));
  }

  private static Measurement.Spot spot(Place place) {
    return new Measurement.Spot(place.replicate(), place.arm(), place.draw(), place.round());
  }

  @Override
  public void progress(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("progress: " + fraction + " (expected: in [0, 1])");
    }
    if (called) {
      pulse.progress(fraction);
    }
    Pulse.Asked asked = pulse.asked();
    if (asked.request() == Pulse.Request.STOP
        || (asked.request() == Pulse.Request.CHECKPOINT
            && (!makesCheckpoints || outOfPatience()))) {
      throw new StoppedException("stopped: " + asked.why());
    }
  }

  private boolean outOfPatience() {
    long now = System.nanoTime();
    if (stopSeenNanos == Long.MIN_VALUE) {
      stopSeenNanos = now;
    }
    return now - stopSeenNanos > PATIENCE_NANOS;
  }

  @Override
  public boolean checkpointDue() {
    makesCheckpoints = true;
    Pulse.Asked asked = pulse.asked();
    if (asked.request() == Pulse.Request.STOP) {
      throw new StoppedException("stopped: " + asked.why());
    }
    // Both are asked: the clock starts counting a checkpoint's cost here.
    boolean due = clock.due();
    return due || asked.request() == Pulse.Request.CHECKPOINT;
  }

  @Override
  public void checkpoint(long iteration, Artifacts.Body state) {
    StoredArtifact written =
        host.artifacts().write("checkpoint", "application/octet-stream", state);
    Failpoint.CHECKPOINT_WRITTEN.reach();
    claim.checkpoint(iteration, written, List.copyOf(points));
    Failpoint.CHECKPOINT_COMMITTED.reach();
    points.clear();
    clock.made();
    pulse.wrote();
    log.line("checkpoint at iteration " + iteration + ": " + written.sizeBytes() + " bytes");
    Pulse.Asked asked = pulse.asked();
    if (asked.request() != Pulse.Request.NONE) {
      throw new StoppedException(
          "stopped after a checkpoint at iteration " + iteration + ": " + asked.why());
    }
  }

  @Override
  public Optional<Resume> resume() {
    Optional<Checkpoint> checkpoint = claim.checkpoint();
    if (checkpoint.isEmpty()) {
      return Optional.empty();
    }
    long iteration = checkpoint.get().iteration();
    log.line("goes on from the checkpoint at iteration " + iteration);
    return Optional.of(new Resume(iteration, host.artifacts().read(checkpoint.get().sha256())));
  }

  @Override
  public RandomSource random(String purpose) {
    return task.streams().stream()
        .filter(stream -> stream.purpose().equals(purpose))
        .findFirst()
        .map(RandomSource::of)
        .orElseThrow(
            () ->
                new FatalTaskException(
                    "random stream " + purpose + ": not declared by the task's plan"));
  }

  @Override
  public Catalog catalog() {
    return host.catalog();
  }

  @Override
  public Executor executor() {
    return host.executor();
  }

  @Override
  public void log(String line) {
    log.line(line);
  }
}

package io.espalier.step;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.engine.Executor;
import io.espalier.random.RandomSource;
import io.espalier.store.artifact.Artifacts;
import io.espalier.store.metric.MetricPoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A context in memory, for tests of single operators: inputs are handed in, everything that the
 * operator writes can be looked at afterwards. Not thread-safe.
 */
public final class RecordingContext implements StepContext {
  /** What the operator measured. */
  public record Measured(
      String name,
      Subject subject,
      double value,
      @Nullable Long n,
      @Nullable Double low,
      @Nullable Double high,
      String unit) {}

  /** What the operator wrote under one role. */
  public record Output(String kind, String mediaType, byte[] bytes) {}

  private final Map<String, byte[]> inputs = new HashMap<>();
  private final Map<String, List<String>> digests = new HashMap<>();
  private final Map<String, Path> files = new HashMap<>();
  private final Map<String, RandomSource> streams = new HashMap<>();
  private final Map<String, Output> outputs = new TreeMap<>();
  private final List<MetricPoint> pending = new ArrayList<>();
  private final List<MetricPoint> committed = new ArrayList<>();
  private final List<Resume> checkpoints = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final Map<String, List<PlacedInput>> placed = new HashMap<>();
  private final List<Measured> measured = new ArrayList<>();
  private Catalog catalog = Catalog.builtIn();
  private @Nullable Executor executor;
  private @Nullable Resume resume;
  private int checkpointEvery;
  private int stopAtCheckpoint;
  private int cancelAtProgress;
  private int asked;
  private int progressCalls;

  /** Hands in the only input of a role. */
  public RecordingContext input(String role, byte[] bytes) {
    inputs.put(role, bytes);
    return this;
  }

  /** Hands in the next input of a role with the place that it comes from. */
  public RecordingContext placed(String role, Place place, byte[] bytes) {
    List<PlacedInput> known = placed.computeIfAbsent(role, unused -> new ArrayList<>());
    known.add(new PlacedInput(place, role + known.size(), () -> bytes));
    return this;
  }

  /** Hands in the next input of a role as a file. */
  public RecordingContext file(String role, String digest, Path path) {
    digests.computeIfAbsent(role, unused -> new ArrayList<>()).add(digest);
    files.put(digest, path);
    return this;
  }

  /** Declares a random stream. */
  public RecordingContext stream(String purpose, long seed, long... path) {
    List<Long> steps = java.util.Arrays.stream(path).boxed().toList();
    streams.put(purpose, RandomSource.of(new RandomStream(purpose, seed, steps)));
    return this;
  }

  /** Sets the catalog; otherwise it is what the class path offers. */
  public RecordingContext catalog(Catalog value) {
    catalog = value;
    return this;
  }

  /** Sets the executor. */
  public RecordingContext executor(Executor value) {
    executor = value;
    return this;
  }

  /** Makes every n-th question for a checkpoint say yes. */
  public RecordingContext checkpointEvery(int questions) {
    checkpointEvery = questions;
    return this;
  }

  /** Stops with {@link StoppedException} once so many checkpoints are made. */
  public RecordingContext stopAtCheckpoint(int number) {
    stopAtCheckpoint = number;
    return this;
  }

  /** Cancels with {@link StoppedException} at this call of {@link #progress}. */
  public RecordingContext cancelAtProgress(int call) {
    cancelAtProgress = call;
    return this;
  }

  /** Continues what an earlier context kept: its last checkpoint and the metrics up to it. */
  public RecordingContext continueFrom(RecordingContext earlier) {
    resume = earlier.checkpoints.get(earlier.checkpoints.size() - 1);
    committed.addAll(earlier.committed);
    return this;
  }

  /** What was written under a role. */
  public Output output(String role) {
    return Objects.requireNonNull(outputs.get(role), "no output " + role);
  }

  /** Everything written, by role. */
  public Map<String, Output> outputs() {
    return outputs;
  }

  /** Metrics that a commit at this moment would keep, in the order of recording. */
  public List<MetricPoint> metrics() {
    List<MetricPoint> all = new ArrayList<>(committed);
    all.addAll(pending);
    return all;
  }

  /** Everything measured, in its order. */
  public List<Measured> measured() {
    return measured;
  }

  /** Checkpoints made, oldest first. */
  public List<Resume> checkpoints() {
    return checkpoints;
  }

  /** Lines of the log. */
  public List<String> lines() {
    return lines;
  }

  /** How often progress was reported. */
  public int progressCalls() {
    return progressCalls;
  }

  @Override
  public byte[] input(String role) {
    return optionalInput(role)
        .orElseThrow(() -> new IllegalArgumentException("no input of role " + role));
  }

  @Override
  public Optional<byte[]> optionalInput(String role) {
    return Optional.ofNullable(inputs.get(role));
  }

  @Override
  public List<String> inputDigests(String role) {
    return List.copyOf(digests.getOrDefault(role, List.of()));
  }

  @Override
  public List<PlacedInput> placedInputs(String role) {
    return List.copyOf(placed.getOrDefault(role, List.of()));
  }

  @Override
  public Path file(String digest) {
    return Objects.requireNonNull(files.get(digest), "no file " + digest);
  }

  @Override
  public void output(String role, String kind, String mediaType, Artifacts.Body body) {
    if (outputs.put(role, new Output(kind, mediaType, bytes(body))) != null) {
      throw new IllegalStateException("output " + role + " written twice");
    }
  }

  @Override
  public void metric(String name, String layer, String unit, long iteration, double value) {
    pending.add(new MetricPoint(name, layer, unit, iteration, value));
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
    measured.add(new Measured(name, subject, value, n, low, high, unit));
  }

  @Override
  public void progress(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("progress: " + fraction + " (expected: in [0, 1])");
    }
    if (++progressCalls == cancelAtProgress) {
      throw new StoppedException("cancelled");
    }
  }

  @Override
  public boolean checkpointDue() {
    return checkpointEvery > 0 && ++asked % checkpointEvery == 0;
  }

  @Override
  public void checkpoint(long iteration, Artifacts.Body state) {
    checkpoints.add(new Resume(iteration, bytes(state)));
    committed.addAll(pending);
    pending.clear();
    if (checkpoints.size() == stopAtCheckpoint) {
      throw new StoppedException("asked to stop");
    }
  }

  @Override
  public Optional<Resume> resume() {
    return Optional.ofNullable(resume);
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
    return Objects.requireNonNull(streams.get(purpose), "stream not declared: " + purpose);
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public Executor executor() {
    return Objects.requireNonNull(executor, "no executor");
  }

  @Override
  public void log(String line) {
    lines.add(line);
  }

  private static byte[] bytes(Artifacts.Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      body.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}

package io.espalier.step;

import io.espalier.catalog.Catalog;
import io.espalier.dag.TaskInput;
import io.espalier.engine.Executor;
import io.espalier.random.RandomSource;
import io.espalier.store.artifact.Artifacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operator sees of the world while it computes one step. */
public interface StepContext {
  /** The only input of this role, as verified bytes. */
  byte[] input(String role);

  /** The only input of this role, or nothing where the task has none. */
  Optional<byte[]> optionalInput(String role);

  /** Digests of all inputs of this role, by ordinal. */
  List<String> inputDigests(String role);

  /**
   * All inputs of a role by ordinal, each with the place that it comes from.
   *
   * @throws FatalTaskException when the operator does not say that it sees places
   */
  List<PlacedInput> placedInputs(String role);

  /**
   * The only input of a role, with the place that it comes from.
   *
   * @throws FatalTaskException when there is not exactly one, or as {@link #placedInputs}
   */
  default PlacedInput placedInput(String role) {
    List<PlacedInput> inputs = placedInputs(role);
    if (inputs.size() != 1) {
      throw new FatalTaskException(role + ": " + inputs.size() + " (expected: 1)");
    }
    return inputs.get(0);
  }

  /** The verified file of a digest, for reading only: data files are too large for a copy. */
  Path file(String digest);

  /**
   * The result of another task, which the plan declares with {@code xcom(task)}.
   *
   * @param task the other task's id, groups included, or the name that the plan gave it
   * @throws FatalTaskException when the plan declares no such reading, nothing was pushed, or
   *     several tasks pushed
   */
  default Xcom xcom(String task) {
    return xcom(task, TaskInput.RETURN_VALUE);
  }

  /** One key of the result of another task, which has {@code multiple_outputs}. */
  default Xcom xcom(String task, String key) {
    return optionalXcom(task, key)
        .orElseThrow(() -> new FatalTaskException("xcom " + task + ": nothing was pushed"));
  }

  /**
   * As {@link #xcom(String)}, or nothing where nothing was pushed or nothing is declared; a result
   * of null is never pushed.
   */
  default Optional<Xcom> optionalXcom(String task) {
    return optionalXcom(task, TaskInput.RETURN_VALUE);
  }

  /** As {@link #xcom(String, String)}, or nothing where nothing was pushed. */
  default Optional<Xcom> optionalXcom(String task, String key) {
    List<Xcom> pushed = xcoms(task, key);
    if (pushed.size() > 1) {
      throw new FatalTaskException(
          "xcom " + task + ": " + pushed.size() + " values (expected: at most 1)");
    }
    return pushed.stream().findFirst();
  }

  /**
   * The results of all instances of an expanded task, in map order; those that pushed nothing are
   * left out, as in Airflow.
   */
  default List<Xcom> xcoms(String task) {
    return xcoms(task, TaskInput.RETURN_VALUE);
  }

  /** One key of the results of all instances of an expanded task, in map order. */
  List<Xcom> xcoms(String task, String key);

  /**
   * Which task of which run this is, and which try. Only for what is done anew for every task: an
   * operator that is not memoised, a setup or a teardown. The result of another one is used by
   * other tasks and runs too, so it must not depend on this one.
   *
   * @throws FatalTaskException when the step is memoised
   */
  TaskInstance instance();

  /**
   * Declares the output of this role (ordinal 0). The body is called once, after the operator has
   * returned and before the step is committed, so that the next training need not wait for the
   * disk: what it writes must not change any more.
   */
  void output(String role, String kind, String mediaType, Artifacts.Body body);

  /** Records a number of a series; written with the next checkpoint or the commit. */
  void metric(String name, String layer, String unit, long iteration, double value);

  /**
   * Records a number about a place in the experiment, as a row that questions in SQL find; written
   * with the commit, and taken over with the step by whoever needs it again.
   *
   * @param name such as {@code jaccard}
   * @param value any double
   * @param n how many things it was taken over, null where that means nothing
   * @param low lower end of its range, null without one
   * @param high upper end of its range, null without one
   * @param unit of the value and its range, such as {@code nats}; empty for a pure number
   */
  void measure(
      String name,
      Subject subject,
      double value,
      @Nullable Long n,
      @Nullable Double low,
      @Nullable Double high,
      String unit);

  /** Records a number by itself. */
  default void measure(String name, Subject subject, double value, String unit) {
    measure(name, subject, value, null, null, null, unit);
  }

  /**
   * Says how far the step is, in [0, 1]; cheap, call it as often as every iteration.
   *
   * @throws StoppedException when the task is to stop and no checkpoint is wanted (cancel)
   */
  void progress(double fraction);

  /**
   * Whether the operator should make a checkpoint now: enough time has gone by since the last one,
   * or the task is asked to stop. After the checkpoint a stop ends with {@link StoppedException}.
   */
  boolean checkpointDue();

  /** Commits a checkpoint at an iteration, together with the metrics recorded so far. */
  void checkpoint(long iteration, Artifacts.Body state);

  /** The checkpoint to go on from, if an earlier attempt made one on the same numeric runtime. */
  Optional<Resume> resume();

  /** The random numbers of a purpose that the task's plan declares. */
  RandomSource random(String purpose);

  /** Criteria, networks and data sets by name. */
  Catalog catalog();

  /** The executor that the plan chose. */
  Executor executor();

  /** A line in the attempt's log. */
  void log(String line);

  /** A checkpoint: iterations done and the bytes written then. */
  record Resume(long iteration, byte[] state) {}
}

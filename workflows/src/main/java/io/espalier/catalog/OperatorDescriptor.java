package io.espalier.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.dag.Flow;
import org.jspecify.annotations.Nullable;

/** A kind of task, as a Dag refers to it. */
public interface OperatorDescriptor extends Descriptor {
  @Override
  default String kind() {
    return "operator";
  }

  /** The record that its parameters are read into. */
  Class<? extends Record> parameters();

  /**
   * Parameters at their defaults, or null when every one is required. A parameter equal to its
   * default is left out of the step key, so a new one can be added without changing any key.
   */
  default @Nullable Record defaults() {
    return null;
  }

  /** How its result steers the tasks after it. */
  default Flow flow() {
    return Flow.WORK;
  }

  /**
   * Whether equal parameters and inputs give equal outputs, so that the step may be reused by other
   * tasks and runs. Where false, the run and task id become part of the step key.
   */
  default boolean memoised() {
    return true;
  }

  /**
   * Whether it sees where in the experiment each of its inputs comes from, to measure by place. The
   * places are then part of the step key, so that another arm's name is another step.
   */
  default boolean seesPlaces() {
    return false;
  }

  /**
   * Whether what it gives may depend on the test split: an evaluation, an analysis. Its outputs are
   * inputs only of operators of which this is true as well, so that test data never choose
   * anything.
   */
  default boolean readsTestData() {
    return false;
  }

  /**
   * Whether a task with these parameters trains, evaluates or differentiates a network, so that the
   * executor is part of the step key.
   */
  default boolean runsNetwork(Record parameters, Catalog catalog) {
    return false;
  }

  /**
   * Training iterations of a task, 0 for what does not train.
   *
   * @param parameters as the plan has them
   */
  default long iterations(JsonNode parameters) {
    return 0;
  }

  /**
   * Examples that go through the network in a task, from which multiply–adds are counted: of what
   * trains, {@link #iterations} times the parameter {@code batch}, which may stand deeper within;
   * below 0 where that is not said.
   *
   * @param parameters as the plan has them
   * @param evaluated examples of the validation and the test split together
   */
  default Passes passes(JsonNode parameters, long evaluated) {
    long iterations = iterations(parameters);
    JsonNode batch = parameters.findValue("batch");
    long examples = iterations == 0 || batch != null ? iterations * number(batch) : -1;
    return new Passes(examples, Math.max(0, examples));
  }

  private static long number(@Nullable JsonNode node) {
    return node == null ? 0 : node.asLong();
  }

  /**
   * Examples that go through a network.
   *
   * @param forward examples whose logits are computed
   * @param backward those of them whose gradients are computed as well
   */
  record Passes(long forward, long backward) {}

  /** Bytes that the outputs of one task take in the store, roughly: to be said before a run. */
  default long outputBytes(Sizes sizes) {
    return 0;
  }

  /**
   * What the size of an output follows from; a number takes 4 bytes, a flag 1.
   *
   * @param parameters numbers that a network has
   * @param weights those of them that may be pruned
   * @param testExamples examples of the test split
   */
  record Sizes(long parameters, long weights, long testExamples) {
    /** Bytes of all parameters of a network. */
    public long ofParameters() {
      return 4 * parameters;
    }

    /** Bytes of a score for every weight. */
    public long ofScores() {
      return 4 * weights;
    }
  }
}

package io.espalier.plan.analysis;

import io.espalier.dag.Place;
import io.espalier.dag.TaskInput;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A trained network that an analysis can look at.
 *
 * @param place where it stands; arm and draw are null for the dense network that all arms share,
 *     and the draw is given for every other
 * @param network its name in the catalog
 * @param startTask task whose output {@code weights} its training began from
 * @param maskTask task whose output {@code mask} was used, null for a dense network
 * @param trainTask task whose output {@code weights} are the trained ones
 * @param evaluateTask task whose output {@code predictions} are its logits of the test split
 * @param splitTask task whose output {@code split} says which examples are whose
 * @param shrinkTask task whose output {@code shrinking} says what is left of the network, null
 *     where nothing is taken out
 * @param jointTask task whose output {@code peers} are the networks that were trained together with
 *     it, null where it was trained by itself
 */
public record AnalysedResult(
    Place place,
    String network,
    String startTask,
    @Nullable String maskTask,
    String trainTask,
    String evaluateTask,
    String splitTask,
    @Nullable String shrinkTask,
    @Nullable String jointTask) {

  /** From 1. */
  public int replicate() {
    return place.replicate() == null ? 0 : place.replicate();
  }

  /** From 0, the dense network. */
  public int round() {
    return place.round() == null ? 0 : place.round();
  }

  /** Whether a mask was used. */
  public boolean pruned() {
    return maskTask != null;
  }

  /** Whether both are of one arm and draw. */
  public boolean sameArm(AnalysedResult other) {
    return Objects.equals(place.arm(), other.place.arm())
        && Objects.equals(place.draw(), other.place.draw());
  }

  /** The weights that its training began from, before any mask. */
  public TaskInput start(String role, int ordinal) {
    return input(role, ordinal, startTask, "weights");
  }

  /** The trained weights: of the whole network, +0.0 where pruned. */
  public TaskInput trained(String role, int ordinal) {
    return input(role, ordinal, trainTask, "weights");
  }

  /** Its mask; none for a dense network. */
  public Optional<TaskInput> mask(String role, int ordinal) {
    return Optional.ofNullable(maskTask).map(task -> input(role, ordinal, task, "mask"));
  }

  /** Its logits of the test split. */
  public TaskInput predictions(String role, int ordinal) {
    return input(role, ordinal, evaluateTask, "predictions");
  }

  /** Which examples are for what, under the role that data are read by. */
  public TaskInput split() {
    return TaskInput.of("split", splitTask, "split");
  }

  /** What is left of the network, under the role that it is read by. */
  public Optional<TaskInput> shrinking() {
    return Optional.ofNullable(shrinkTask)
        .map(task -> TaskInput.of("shrinking", task, "shrinking"));
  }

  /** The networks that were trained together with it; none where it was trained by itself. */
  public Optional<TaskInput> joint(String role, int ordinal) {
    return Optional.ofNullable(jointTask).map(task -> input(role, ordinal, task, "peers"));
  }

  private TaskInput input(String role, int ordinal, String task, String output) {
    return new TaskInput(role, ordinal, task, output, null, place);
  }
}

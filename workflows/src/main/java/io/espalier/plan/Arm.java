package io.espalier.plan;

import io.espalier.catalog.setting.Named;
import io.espalier.dag.Place;
import io.espalier.experiment.ArmConfig;
import io.espalier.experiment.Teachers;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.TrainParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** One arm of one replicate, while its protocol plans it. */
public final class Arm {
  private final Replicate replicate;
  private final String name;
  private final ArmConfig config;
  private final Named objective;
  private final TrainRecipe recipe;
  private final List<PlannedResult> results = new ArrayList<>();
  private final List<Placed> tasks = new ArrayList<>();

  /** A task and its round. */
  record Placed(TaskBuilder task, int round) {}

  Arm(Replicate replicate, String name, ArmConfig config) {
    this.replicate = replicate;
    this.name = name;
    this.config = config;
    this.objective = Objects.requireNonNull(config.objective(), name);
    this.recipe =
        new TrainRecipe(
            replicate.experiment(), replicate.catalog(), replicate.network().name(), objective);
  }

  /** What all arms of the replicate share. */
  public Replicate replicate() {
    return replicate;
  }

  /** Its name in the file. */
  public String name() {
    return name;
  }

  /** What the file says of it. */
  public ArmConfig config() {
    return config;
  }

  /** The settings of its protocol; see {@link Named#settings(Class)}. */
  public <S extends Record> S settings(Class<S> type) {
    return config.protocol().settings(type);
  }

  /** Where the tasks of a round go, in an arm with one draw. */
  public Spot round(int round) {
    return round(round, 1, 1);
  }

  /**
   * Where the tasks of a round and draw go.
   *
   * @param round from 1
   * @param draw from 1
   * @param draws how many the arm has
   */
  public Spot round(int round, int draw, int draws) {
    String group = String.format(Locale.ROOT, "%s.%02d.", name, round);
    boolean several = draws > 1;
    return new Spot(
        this,
        several ? group + "d" + draw + "." : group,
        new Place(replicate.number(), name, several ? draw : null, round),
        round,
        draw);
  }

  /**
   * Says that round 0 of a draw is the replicate's dense network.
   *
   * @param prunable weights that could be removed
   */
  public void dense(int draw, long prunable) {
    long iterations = replicate.iterations();
    add(
        new PlannedResult(
            replicate.number(),
            name,
            draw,
            0,
            prunable,
            iterations,
            iterations,
            replicate.denseAt(0).id(),
            null,
            replicate.dense().id(),
            replicate.denseEvaluation().id(),
            List.of()));
  }

  /**
   * The experiment's own schedule over a stretch of its iterations.
   *
   * @param from first iteration, of the learning rate and of the order of data
   * @param until end, exclusive; may lie after that of the schedule
   */
  public TrainParameters schedule(long from, long until) {
    return recipe.schedule(from, until);
  }

  /**
   * A stretch of the schedule that another one goes on from: it gives out its last weights, not the
   * best ones.
   */
  public TrainParameters stretch(long from, long until) {
    return recipe.stretch(from, until);
  }

  /** A training with the experiment's optimizer and batches under any learning rate. */
  public TrainParameters training(LearningRateParameters rate, long from, long until) {
    return recipe.training(rate, from, until);
  }

  /** What every training of this arm reads of the teacher that its objective has, if it has one. */
  List<Input> teacher(int round, int draw) {
    return Teachers.of(objective)
        .map(teacher -> Teaching.inputs(replicate, teacher, round, draw))
        .orElse(List.of());
  }

  void add(PlannedResult result) {
    results.add(result);
  }

  void placed(TaskBuilder task, int round) {
    tasks.add(new Placed(task, round));
  }

  /** Its tasks as they were added. */
  List<Placed> tasks() {
    return tasks;
  }

  /** What was said of its results so far. */
  public List<PlannedResult> results() {
    return List.copyOf(results);
  }
}

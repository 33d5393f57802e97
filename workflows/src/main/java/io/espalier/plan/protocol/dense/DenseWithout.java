package io.espalier.plan.protocol.dense;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.ArmName;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ArmRules;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Protocol;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Protocol {@code dense_without}: never prunes; trains the dense network from its initial weights
 * without those training examples whose loss fell the most from the dense network to a round of
 * another arm (the top-improved examples, TIE, of Jin et al. 2022, after a fragment of their
 * supplement), or, as a control, without as many drawn at random. Only training examples are looked
 * at.
 */
@AutoService(Descriptor.class)
public final class DenseWithout implements Protocol, SettingsRules {
  /** Role of the dense network's weights among the inputs of {@code leave_out_examples}. */
  public static final String BEFORE = "before";

  /** Role of the other network's weights. */
  public static final String AFTER = "after";

  /** Role of what is left of the other network where it was made smaller. */
  public static final String AFTER_SHRINKING = "after_shrinking";

  /** Which examples go. */
  public enum Choose {
    /** Those whose loss fell the most. */
    IMPROVED,
    /** As many, each equally likely. */
    RANDOM
  }

  /**
   * Its settings.
   *
   * @param improvedIn the arm in whose rounds losses fell
   * @param rounds which of its rounds, empty for all
   * @param part of the training examples that goes
   * @param choose which of them
   */
  public record Settings(
      @Doc("The arm whose networks are held against the dense one, example by example.") @ArmName
          String improvedIn,
      @Doc("Which of its rounds, each with a training of its own; all where left out.")
          @Range(min = 1, max = 99)
          @Default("[]")
          List<Integer> rounds,
      @Doc("Part of the training examples that is left out; halves to even.")
          @Range(min = 0, max = 1, above = true, below = true)
          double part,
      @Doc("Which go: those whose loss fell the most, or as many at random as a control.")
          @Default("improved")
          Choose choose) {
    public Settings {
      rounds = List.copyOf(rounds);
    }
  }

  /**
   * Parameters of the operator {@code leave_out_examples}.
   *
   * @param network name of both networks
   * @param part of the training examples that goes
   * @param choose {@code improved} or {@code random}
   */
  public record Parameters(String network, double part, String choose) {}

  @Override
  public String name() {
    return "dense_without";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Never prunes; trains without the examples that another arm's networks improved most on.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    int there = ArmRules.rounds(settings.improvedIn(), place.experiment(), place.catalog());
    ChosenRounds.check(place, settings.rounds(), settings.improvedIn(), there);
    if (!ArmRules.ownNetwork(settings.improvedIn(), place.experiment(), place.catalog())) {
      throw place.fail(
          "improved_in",
          settings.improvedIn() + ", whose networks are of another shape",
          "an arm with networks of the experiment's own");
    }
    int left = (int) Math.floor(place.trainExamples() * (1 - settings.part()));
    if (left < place.experiment().train().batch()) {
      throw place.fail(
          "part",
          String.valueOf(settings.part()),
          "a part that leaves a batch of " + place.experiment().train().batch() + " examples");
    }
  }

  @Override
  public int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    Settings settings = chosen.settings(Settings.class);
    return ChosenRounds.last(
        settings.rounds(), ArmRules.rounds(settings.improvedIn(), experiment, catalog));
  }

  @Override
  public void plan(Arm arm) {
    Settings settings = arm.settings(Settings.class);
    Replicate replicate = arm.replicate();
    arm.dense(1, replicate.weights());
    int there =
        replicate.results(settings.improvedIn()).stream()
            .mapToInt(PlannedResult::round)
            .max()
            .orElse(0);
    for (int round : ChosenRounds.of(settings.rounds(), there)) {
      add(arm.round(round), settings, replicate.result(settings.improvedIn(), round, 1));
    }
  }

  private static void add(Spot spot, Settings settings, PlannedResult other) {
    Replicate replicate = spot.arm().replicate();
    TaskBuilder left = leaveOut(spot, settings, replicate.task(other.trainTask()));
    Training training =
        spot.train(
            "train",
            spot.arm().schedule(0, replicate.iterations()),
            replicate.denseAt(0),
            List.of(),
            left);
    TaskBuilder evaluation = spot.evaluate("evaluate", training.task(), List.of());
    spot.result(training, null, evaluation, replicate.weights());
  }

  private static TaskBuilder leaveOut(Spot spot, Settings settings, TaskBuilder other) {
    Replicate replicate = spot.arm().replicate();
    List<Input> inputs = new ArrayList<>();
    inputs.add(Input.of("split", replicate.split()));
    boolean random = settings.choose() == Choose.RANDOM;
    if (!random) {
      inputs.add(new Input(BEFORE, replicate.dense(), "weights"));
      inputs.add(new Input(AFTER, other, "weights"));
      other.inputs().stream()
          .filter(input -> input.role().equals("shrinking"))
          .map(input -> replicate.task(Objects.requireNonNull(input.fromTask())))
          .forEach(task -> inputs.add(new Input(AFTER_SHRINKING, task, "shrinking")));
    }
    TaskBuilder task =
        spot.task(
            "leave_out",
            "leave_out_examples",
            new Parameters(
                replicate.network().name(),
                settings.part(),
                settings.choose().name().toLowerCase(Locale.ROOT)),
            inputs);
    return random ? task.stream("leave-out", replicate.seed(), replicate.path(spot.round())) : task;
  }
}

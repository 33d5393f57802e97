package io.espalier.plan.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.experiment.TrainConfig;
import io.espalier.plan.Input;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Treatment {@code continue}: trains on as if nothing had happened but the pruning. The optimizer
 * keeps its state but for what is pruned, the learning rate stays at the end of the schedule, and
 * the order of data goes on.
 */
@AutoService(Descriptor.class)
public final class Continue implements Treatment, SettingsRules {
  /**
   * Its settings.
   *
   * @param iterations further iterations in every round, null for those of the schedule
   */
  public record Settings(
      @Doc("Further iterations in every round; where left out, train.iterations.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Shorthand
          @Nullable Long iterations) {}

  @Override
  public String name() {
    return "continue";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Trains on: optimizer state kept, learning rate as at the end of the schedule.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Record completed(Record settings, ChoicePlace place) {
    return ((Settings) settings).iterations() == null
        ? new Settings(place.experiment().train().iterations())
        : settings;
  }

  @Override
  public void check(ChoicePlace place) {
    TrainConfig train = place.experiment().train();
    if (train.select() == TrainConfig.Select.BEST_VALIDATION) {
      throw place.fail(
          "continue", "train.select final, since training goes on from the last weights");
    }
    if (Stretches.rate(train, train.iterations()) <= 0) {
      throw place.fail("continue at learning rate 0", "a train.learning_rate that ends above 0");
    }
  }

  @Override
  public Training plan(Round round) {
    TaskBuilder start = round.kept(round.trained());
    long iterations = Objects.requireNonNull(round.settings(Settings.class).iterations());
    long from = round.replicate().iterations() + round.trainedRounds() * iterations;
    return round.train(
        start, round.arm().schedule(from, from + iterations), Input.optimizer(round.trained()));
  }
}

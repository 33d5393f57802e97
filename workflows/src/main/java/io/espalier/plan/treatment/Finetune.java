package io.espalier.plan.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.LearningRateChecks;
import io.espalier.experiment.LearningRateConfig;
import io.espalier.experiment.SettingsRules;
import io.espalier.experiment.TrainConfig;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Treatment {@code finetune}: the weights that the arm's round before has trained stay and are
 * trained for a while at a rate of their own (Han et al. 2015). The optimizer starts afresh.
 */
@AutoService(Descriptor.class)
public final class Finetune implements Treatment, SettingsRules {
  /**
   * Its settings.
   *
   * @param iterations length of the training, null for that of the schedule
   * @param learningRate its schedule, null for the last rate of the experiment's
   */
  public record Settings(
      @Doc("Iterations of the training; where left out, train.iterations.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Nullable Long iterations,
      @Doc("Its learning rate; where left out, the rate at the end of train.learning_rate.")
          @Nullable LearningRateConfig learningRate) {}

  @Override
  public String name() {
    return "finetune";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Keeps the trained weights and trains them on, with a schedule of its own.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Record completed(Record settings, ChoicePlace place) {
    Settings own = (Settings) settings;
    TrainConfig train = place.experiment().train();
    double last = Stretches.rate(train, train.iterations() - 1);
    return new Settings(
        own.iterations() == null ? Long.valueOf(train.iterations()) : own.iterations(),
        own.learningRate() == null ? LearningRateConfig.constant(last) : own.learningRate());
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    LearningRateConfig rate = Objects.requireNonNull(settings.learningRate());
    if (rate.base() <= 0) {
      throw place.fail(
          "finetune at learning rate 0",
          "finetune.learning_rate, or a train.learning_rate that ends above 0");
    }
    LearningRateChecks.check(
        place.path("learning_rate"),
        rate,
        Objects.requireNonNull(settings.iterations()),
        place.failure());
  }

  @Override
  public Training plan(Round round) {
    Settings settings = round.settings(Settings.class);
    TaskBuilder start = round.kept(round.trained());
    long iterations = Objects.requireNonNull(settings.iterations());
    LearningRateConfig rate = Objects.requireNonNull(settings.learningRate());
    return round.train(start, round.arm().training(rate.parameters(iterations), 0, iterations));
  }
}

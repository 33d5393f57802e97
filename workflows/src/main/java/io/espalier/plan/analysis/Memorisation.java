package io.espalier.plan.analysis;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.OptimizerDescriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.dag.RandomStream;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.DataConfig;
import io.espalier.experiment.SettingsRules;
import io.espalier.experiment.TrainConfig;
import io.espalier.operator.memory.MemorisationParameters;
import io.espalier.operator.memory.MismatchParameters;
import io.espalier.operator.memory.SubsetTrainingsParameters;
import io.espalier.plan.analysis.Look.Dimension;
import io.espalier.plan.analysis.Look.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which training examples networks memorise, which test examples that bears on, and whether those
 * are the ones that a compressed network gets wrong. Memorisation and influence are Feldman and
 * Zhang's (2020) estimates from many trainings on random subsets; predictions of compressed and
 * full networks are compared example by example, as in the work on the long tail and compression of
 * 2023, of which the abstract was at hand. The permutation test within margins is ours.
 */
@AutoService(Descriptor.class)
public final class Memorisation implements AnalysisDescriptor, SettingsRules {
  /** Settings. */
  public record Settings(
      @Doc("Trainings on random subsets, each as long as train.iterations.")
          @Range(min = 2, max = 100_000)
          @Default("400")
          int subsets,
      @Doc("Part of the training examples in each subset.")
          @Range(min = 0, max = 1, above = true, below = true)
          @Default("0.7")
          double fraction,
      @Doc("Trainings that one task makes; it is resumed between them.")
          @Range(min = 1, max = 1000)
          @Default("20")
          int aTask,
      @Doc("Least memorisation of a training example that pairs are made of.")
          @Range(min = 0, max = 1, above = true)
          @Default("0.25")
          double memorised,
      @Doc("Least influence of a pair of a training and a test example, both of one class.")
          @Range(min = 0, max = 1, above = true)
          @Default("0.15")
          double influential,
      @Doc("Permutations of each test.") @Range(min = 1, max = 1e6) @Default("2000")
          int permutations,
      @Doc(
              "Parts of equal size, by the full network's margin, within which the test is made again.")
          @Range(min = 1, max = 1000)
          @Default("10")
          int strata,
      @Doc("Which results are compared with their dense network.") @Default("{}") Selection only) {}

  @Override
  public String name() {
    return "memorisation";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Which examples are memorised, and whether compression loses what rests on them.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    settings.only().check(place, "only");
    if (settings.subsets() % settings.aTask() != 0) {
      throw place.fail(
          "a_task",
          String.valueOf(settings.aTask()),
          "a divisor of the " + settings.subsets() + " subsets");
    }
    DataConfig data = place.experiment().data();
    if (place.experiment().replicates() > 1
        && (data.validation() > 0 || data.subset() != null || data.labelNoise() != 0)) {
      throw place.fail(
          "the memorisation of replicates that train on other examples each",
          "one replicate, or data.validation: 0 without subset and label_noise");
    }
  }

  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    List<AnalysedResult> all = plan.results();
    List<AnalysedResult> dense =
        all.stream().filter(result -> result.place().arm() == null).toList();
    if (dense.isEmpty()) {
      return;
    }
    estimate(plan, settings, dense.get(0));
    for (AnalysedResult full : dense) {
      List<AnalysedResult> contrast = contrast(dense, full);
      for (AnalysedResult other : contrast) {
        compare(plan, settings, full, other, List.of(), "r" + full.replicate() + ".dense");
      }
      for (AnalysedResult other : all) {
        boolean own = other.replicate() == full.replicate() && other.place().arm() != null;
        if (own && settings.only().of(other)) {
          compare(plan, settings, full, other, contrast, AnalysisGroups.id(other));
        }
      }
    }
  }

  /**
   * The dense network of the replicate before; for the first one that of the second, so that a
   * second replicate adds a contrast to what is compared in the first.
   */
  private static List<AnalysedResult> contrast(List<AnalysedResult> dense, AnalysedResult full) {
    int wanted = full.replicate() == 1 ? 2 : full.replicate() - 1;
    return dense.stream().filter(other -> other.replicate() == wanted).toList();
  }

  private static void estimate(AnalysisPlan plan, Settings settings, AnalysedResult dense) {
    List<TaskInput> outcomes = new ArrayList<>();
    for (int first = 1; first <= settings.subsets(); first += settings.aTask()) {
      String id = String.format(Locale.ROOT, "subsets.%05d", first);
      plan.task(
          id,
          "train_subsets",
          training(plan, settings, dense.network(), first),
          List.of(dense.split()),
          plan.stream("subsets"));
      TaskInput one = plan.output(id, "outcomes");
      outcomes.add(new TaskInput(one.role(), outcomes.size(), one.fromTask(), one.output(), null));
    }
    outcomes.add(dense.split());
    plan.task(
        "estimate",
        "estimate_memorisation",
        new MemorisationParameters(settings.memorised(), settings.influential()),
        outcomes);
  }

  private static SubsetTrainingsParameters training(
      AnalysisPlan plan, Settings settings, String network, int first) {
    TrainConfig train = plan.experiment().train();
    return new SubsetTrainingsParameters(
        network,
        plan.experiment().model().initialiserId(),
        plan.catalog()
            .get(OptimizerDescriptor.class, train.optimizer().name())
            .parameters(train.optimizer().settings()),
        train.learningRate().parameters(train.iterations()),
        train.batch(),
        train.iterations(),
        settings.fraction(),
        first,
        settings.aTask());
  }

  /** Two networks of one replicate, or dense ones of two; a third says what is usual. */
  private static void compare(
      AnalysisPlan plan,
      Settings settings,
      AnalysedResult full,
      AnalysedResult other,
      List<AnalysedResult> contrast,
      String id) {
    List<TaskInput> inputs =
        new ArrayList<>(List.of(full.predictions("full", 0), other.predictions("other", 0)));
    contrast.forEach(third -> inputs.add(third.predictions("contrast", 0)));
    inputs.add(plan.output("estimate", "influence"));
    inputs.add(full.split());
    RandomStream permutation =
        plan.stream("permutation", other.replicate(), full.replicate(), other.round());
    plan.task(
        "mismatch." + id,
        "compare_predictions",
        new MismatchParameters(settings.permutations(), settings.strata()),
        inputs,
        permutation);
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.bars("How much is memorised", "memorised_part", Dimension.ITEM, Dimension.ARM)
            .note("Part of the training examples by class that are memorised at least so much."),
        Look.lines(
                "Do mismatches rest on memorised examples?",
                List.of("mismatch_auc", "mismatch_auc_margin"),
                Dimension.DENSITY,
                Dimension.ARM)
            .note("Against the dense network; 0.5 is no association. Margin: within its deciles."),
        Look.bars("Between dense networks", "mismatch_auc", Dimension.REPLICATE, Dimension.ITEM)
            .of(Pairs.REPLICATES),
        Look.bars("Mismatches by influence", "mismatch_rate", Dimension.ITEM, Dimension.ARM));
  }
}

package io.espalier.analyse.examples;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.ArmName;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.analysis.AnalysedResult;
import io.espalier.plan.analysis.AnalysisDescriptor;
import io.espalier.plan.analysis.AnalysisGroups;
import io.espalier.plan.analysis.AnalysisInputs;
import io.espalier.plan.analysis.AnalysisPlan;
import io.espalier.plan.analysis.Look;
import io.espalier.plan.analysis.Look.Dimension;
import io.espalier.plan.analysis.Selection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Analysis {@code example_difficulty}: training examples in groups by EL2N, ‖softmax − onehot‖₂
 * averaged over networks of an early iteration (Paul et al. 2021), and what every result says of
 * each group, examples with their own class and with a wrong one apart (after Jin et al. 2022, of
 * which the abstract was at hand).
 */
@AutoService(Descriptor.class)
public final class ExampleDifficulty implements AnalysisDescriptor, SettingsRules {
  /**
   * Settings.
   *
   * @param scorers arm whose trained networks score, all of its rounds and draws in a replicate
   * @param groups of equal size, 1 the easiest
   */
  public record Settings(
      @Doc(
              "The arm whose networks score the examples, all of its rounds in the same replicate;"
                  + " such as one of dense_seeds that ends after a few epochs.")
          @ArmName
          String scorers,
      @Doc("Groups of equal size that the training examples are divided into.")
          @Range(min = 1, max = 100)
          @Default("10")
          int groups,
      @Doc("Which results are measured, group by group.") @Default("{}") Selection only) {}

  @Override
  public String name() {
    return "example_difficulty";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Loss and accuracy on training examples, by how hard they are and whether their class is wrong.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    settings.only().check(place, "only");
    int examples = place.trainExamples();
    if (settings.groups() > examples) {
      throw place.fail(
          "groups", String.valueOf(settings.groups()), "at most the " + examples + " examples");
    }
  }

  /** One task a replicate for the scores, and one a result that reads them. */
  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    for (int replicate = 1; replicate <= plan.experiment().replicates(); replicate++) {
      int number = replicate;
      List<AnalysedResult> all =
          plan.results().stream().filter(result -> result.replicate() == number).toList();
      List<AnalysedResult> scorers =
          all.stream().filter(result -> settings.scorers().equals(result.place().arm())).toList();
      if (scorers.isEmpty()) {
        continue;
      }
      String scores = String.format(Locale.ROOT, "r%d.scores", replicate);
      plan.task(
          scores,
          "score_examples",
          new ScoreExamplesOperator.Parameters(scorers.get(0).network(), settings.groups()),
          new AnalysisInputs()
              .trained("weights", scorers.stream())
              .split(scorers.get(0))
              .add(scorers.get(0).shrinking())
              .list());
      all.stream()
          .filter(settings.only()::of)
          .filter(result -> !settings.scorers().equals(result.place().arm()))
          .forEach(result -> measure(plan, settings, result, scorers.get(0), scores));
    }
  }

  private static void measure(
      AnalysisPlan plan,
      Settings settings,
      AnalysedResult result,
      AnalysedResult scorer,
      String scores) {
    plan.task(
        AnalysisGroups.id(result),
        "measure_examples",
        new MeasureExamplesOperator.Parameters(result.network(), settings.groups()),
        new AnalysisInputs()
            .trained("weights", Stream.of(result))
            // The scored examples: those of the result itself may be fewer.
            .split(scorer)
            .add(result.shrinking())
            .add(Optional.of(plan.output(scores, "el2n")))
            .list());
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.lines("Training loss", List.of("train_loss"), Dimension.ROUND, Dimension.ARM),
        Look.lines(
                "Examples with a wrong class",
                List.of("flipped_accuracy", "flipped_true_accuracy"),
                Dimension.ROUND,
                Dimension.ARM)
            .note(
                "Part of them that is given the wrong class they are trained on, and part that is"
                    + " given their own."),
        Look.lines("Loss by difficulty", List.of("group_loss"), Dimension.ITEM, Dimension.ARM)
            .each(Dimension.ROUND)
            .note("Groups of equal size by EL2N, the easiest first."),
        Look.lines("Scores", List.of("el2n", "el2n_flipped_part"), Dimension.ITEM, Dimension.ARM)
            .note("Mean EL2N of each group, and the part of it whose class is wrong."));
  }
}

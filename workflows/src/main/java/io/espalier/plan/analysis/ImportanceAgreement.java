package io.espalier.plan.analysis;

import com.google.auto.service.AutoService;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.experiment.read.Settings;
import io.espalier.plan.analysis.Ablation.On;
import io.espalier.plan.analysis.Ablation.Scored;
import io.espalier.plan.analysis.Look.Dimension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well criteria know what units are worth: Spearman's rank correlation of their scores with the
 * exact changes of the loss that {@link Ablation} measures, all at the same trained weights.
 */
@AutoService(Descriptor.class)
public final class ImportanceAgreement implements AnalysisDescriptor, SettingsRules {
  /**
   * Settings of {@code importance_agreement}.
   *
   * @param criteria by a name of their own
   */
  public record Chosen(
      @Doc(
              "The criteria, by a name of their own: {first: {taylor: {form: gate}}, size: magnitude}.")
          @Known(CriterionDescriptor.KIND)
          Map<String, Named> criteria,
      @Doc("Training examples, drawn at random, that criteria with data look at.")
          @Range(min = 1, max = 1e6)
          @Default("1000")
          int scoreExamples,
      @Doc("The examples that the true changes of the loss are taken on.") @Default("train") On on,
      @Doc("How many of them at the most, the first ones.")
          @Range(min = 1, max = 1e7)
          @Default("1000")
          int examples,
      @Doc("Examples of a minibatch of them.") @Range(min = 1, max = 1e6) @Default("100") int batch,
      @Doc(
              "Whether units that a residual sum ties to each other are taken away together; their"
                  + " score is the mean over the layers.")
          @Default("false")
          boolean together,
      @Doc("Which results are looked at.") @Default("{}") Selection only) {
    public Chosen {
      criteria = Collections.unmodifiableMap(new LinkedHashMap<>(criteria));
    }

    private Ablation.Settings ablation() {
      return new Ablation.Settings(on, examples, batch, together, only);
    }
  }

  @Override
  public String name() {
    return "importance_agreement";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Rank correlation of criteria's scores with the loss change without each unit.";
  }

  @Override
  public Class<? extends Record> settings() {
    return Chosen.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Chosen chosen = place.settings(Chosen.class);
    Ablation.check(place, chosen.ablation());
    if (chosen.criteria().isEmpty()) {
      throw place.fail("criteria", "no criteria", "at least one");
    }
    chosen.criteria().forEach((label, named) -> check(place, chosen, label, named.name()));
  }

  private static void check(ChoicePlace place, Chosen chosen, String label, String name) {
    CriterionDescriptor criterion = place.catalog().get(CriterionDescriptor.class, name);
    if (!criterion.granularities().contains(Granularity.FILTER)) {
      throw place.fail("criteria." + label, name, "a criterion that scores filters");
    }
    if (criterion.needsInitialWeights()) {
      throw place.fail(
          "criteria." + label, name, "a criterion that looks at the trained weights alone");
    }
    criterion
        .unfit(place.network())
        .ifPresent(
            layer -> {
              throw place.fail("criteria." + label, name, "another criterion: " + layer);
            });
    if (criterion.needsData() && chosen.scoreExamples() > place.trainExamples()) {
      throw place.fail(
          "score_examples",
          String.valueOf(chosen.scoreExamples()),
          "at most the " + place.trainExamples() + " examples that are left to train on");
    }
  }

  /** One task a result, for all criteria. */
  @Override
  public void plan(AnalysisPlan plan) {
    Chosen chosen = plan.settings(Chosen.class);
    List<Scored> criteria = new ArrayList<>();
    chosen
        .criteria()
        .forEach(
            (label, named) ->
                criteria.add(
                    new Scored(
                        label,
                        named.name(),
                        Settings.changed(named, plan.catalog()),
                        plan.catalog().get(CriterionDescriptor.class, named.name()).needsData()
                            ? chosen.scoreExamples()
                            : 0)));
    Ablation.plan(plan, chosen.ablation(), criteria);
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.bars(
                "Agreement with the true importance",
                "rank_agreement",
                Dimension.ITEM,
                Dimension.ARM)
            .note("Spearman's rank correlation over the units of all layers."),
        Look.heatMap("By layer", "rank_agreement", Dimension.ITEM, Dimension.LAYER));
  }
}

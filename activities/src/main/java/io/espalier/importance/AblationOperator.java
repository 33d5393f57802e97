package io.espalier.importance;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.ScoreParameters;
import io.espalier.plan.analysis.Ablation.Parameters;
import io.espalier.plan.analysis.Ablation.Scored;
import io.espalier.score.Scoring;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures how much the loss changes without each unit, and how well the scores of criteria rank
 * the units by it; see {@link Parameters}.
 */
@AutoService(Descriptor.class)
public final class AblationOperator implements Operator<Parameters> {
  @Override
  public String name() {
    return "ablation";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Measures the loss change without each unit, and how criteria agree with it.";
  }

  @Override
  public Class<Parameters> parameters() {
    return Parameters.class;
  }

  @Override
  public boolean seesPlaces() {
    return true;
  }

  @Override
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return true;
  }

  @Override
  public @Nullable Object run(Parameters parameters, StepContext context) {
    PlacedInput input = context.placedInput("weights");
    Network network = context.catalog().get(Network.class, parameters.network());
    SortedMap<String, Tensor> weights = Safetensors.read(input.read());
    Mask mask = unitMask(network, context.placedInputs("mask"));
    List<UnitLayer> layers = UnitLayer.of(network.spec(), mask, parameters.together());
    Subject subject = Subject.of(input.place());
    UnitChanges changes = changes(parameters, context, network.spec(), weights, layers);
    Agreement agreement = new Agreement(context, subject, layers, changes);
    agreement.measureChanges((long) parameters.batch() * changes.batches());
    for (Scored criterion :
        parameters.criteria() == null ? List.<Scored>of() : parameters.criteria()) {
      agreement.measure(criterion.label(), scores(parameters, context, weights, mask, criterion));
    }
    return null;
  }

  /** The units that are left: those that keep a weight, whatever the mask was made of. */
  private static Mask unitMask(Network network, List<PlacedInput> masks) {
    Mask dense = Mask.dense(network, Granularity.FILTER, List.of());
    if (masks.isEmpty()) {
      return dense;
    }
    Mask given = MaskFiles.read(masks.get(0).read());
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    for (String name : dense.names()) {
      boolean[] flags = given.of(name);
      kept.put(name, flags == null ? dense.flags(name) : flags);
    }
    return new Mask(dense.shapes(), kept);
  }

  private static UnitChanges changes(
      Parameters parameters,
      StepContext context,
      NetworkSpec network,
      SortedMap<String, Tensor> weights,
      List<UnitLayer> layers) {
    Subset examples = examples(parameters, SplitData.of(context));
    int batches = examples.count() / parameters.batch();
    if (batches == 0) {
      throw new FatalTaskException(
          "batch: "
              + parameters.batch()
              + " (expected: at most the "
              + examples.count()
              + " examples of "
              + parameters.on()
              + ")");
    }
    UnitChanges changes = new UnitChanges(layers.stream().map(UnitLayer::units).toList());
    context.resume().ifPresent(resume -> changes.readFrom(resume.state()));
    List<UnitLosses> losses = new ArrayList<>();
    try {
      layers.forEach(
          layer ->
              losses.add(new UnitLosses(context.executor(), network, weights, layer.weights())));
      for (int batch = (int) changes.batches(); batch < batches; batch++) {
        double done = (double) batch / batches;
        int from = batch * parameters.batch();
        float[] inputs = examples.inputs(from, parameters.batch());
        int[] labels = examples.labels(from, parameters.batch());
        List<double[]> ofBatch = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
          ofBatch.add(
              losses
                  .get(i)
                  .changes(layers.get(i).alive(), inputs, labels, () -> context.progress(done)));
        }
        changes.add(ofBatch);
        if (batch + 1 < batches && context.checkpointDue()) {
          context.checkpoint(batch + 1, changes::writeTo);
        }
      }
    } finally {
      losses.forEach(UnitLosses::close);
    }
    return changes;
  }

  private static Subset examples(Parameters parameters, SplitData data) {
    Subset split =
        switch (parameters.on()) {
          case "train" -> data.train();
          case "validation" -> data.validation();
          default ->
              throw new FatalTaskException(
                  "on: " + parameters.on() + " (expected: train or validation)");
        };
    return split.first(parameters.examples());
  }

  private static SortedMap<String, Tensor> scores(
      Parameters parameters,
      StepContext context,
      SortedMap<String, Tensor> weights,
      Mask mask,
      Scored scored) {
    SortedMap<String, Tensor> own = new TreeMap<>();
    weights.forEach((name, tensor) -> own.put(name, tensor.copy()));
    try {
      return new Scoring(
              context,
              new ScoreParameters(
                  parameters.network(),
                  scored.criterion(),
                  "filter",
                  List.of(),
                  scored.examples(),
                  null,
                  scored.settings()))
          .of(own, mask);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(scored.label() + ": " + e.getMessage());
    }
  }
}

package io.espalier.analyse.peer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.dag.Place;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.operator.peer.EvaluatePeersParameters;
import io.espalier.peer.JointState;
import io.espalier.peer.Peers;
import io.espalier.random.RandomSource;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.tensor.Tensor;
import io.espalier.train.Accuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures ensembles of peers and the way of their weights; see {@link EvaluatePeersParameters}.
 */
@AutoService(Descriptor.class)
public final class EvaluatePeersOperator implements Operator<EvaluatePeersParameters> {
  private static final int CHUNK = 250;

  /** Points of a way at most, so that a long training does not fill the table. */
  private static final int POINTS = 200;

  @Override
  public String name() {
    return "evaluate_peers";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Measures ensembles of networks that were trained together, and how their weights went.";
  }

  @Override
  public Class<EvaluatePeersParameters> parameters() {
    return EvaluatePeersParameters.class;
  }

  @Override
  public boolean seesPlaces() {
    return true;
  }

  @Override
  public boolean readsTestData() {
    return true;
  }

  @Override
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return true;
  }

  @Override
  public @Nullable Object run(EvaluatePeersParameters parameters, StepContext context) {
    List<PlacedInput> masks = context.placedInputs("mask");
    List<PlacedInput> joints = context.placedInputs("joint");
    boolean together = joints.size() == 1;
    if (masks.isEmpty() || !(together || joints.size() == masks.size())) {
      throw new FatalTaskException(
          "joint: %d for %d masks (expected: one, or one a mask)"
              .formatted(joints.size(), masks.size()));
    }
    List<Peers> open = new ArrayList<>();
    List<Double> omega = new ArrayList<>();
    try {
      for (int i = 0; i < joints.size(); i++) {
        JointState joint = JointState.read(joints.get(i).read());
        List<PlacedInput> own = together ? masks : masks.subList(i, i + 1);
        open.add(peers(parameters, context, joint, own));
        for (double weight : joint.omega()) {
          omega.add(weight / joints.size());
        }
        if (together) {
          way(context, joint, own);
        }
      }
      measure(context, open, omega, masks.get(0).place());
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    } finally {
      open.forEach(Peers::close);
    }
    return null;
  }

  private static Peers peers(
      EvaluatePeersParameters parameters,
      StepContext context,
      JointState joint,
      List<PlacedInput> masks) {
    SortedMap<String, Tensor> start = new TreeMap<>(joint.parameters());
    List<Mask> read = masks.stream().map(mask -> MaskFiles.read(mask.read())).toList();
    RandomSource permute = joint.peers() > masks.size() ? context.random("permute") : null;
    return Peers.open(
        context.executor(),
        context.catalog().get(Network.class, parameters.network()).spec(),
        read,
        permute,
        start,
        joint.buffers());
  }

  /** ω at the start and over the iterations, at the place of each peer. */
  private static void way(StepContext context, JointState joint, List<PlacedInput> masks) {
    int steps = joint.path().size() - 1;
    int stride = Math.max(1, (steps + POINTS - 1) / POINTS);
    for (int step = 0; step <= steps; step++) {
      if (step % stride != 0 && step != steps) {
        continue;
      }
      double[] omega = joint.path().get(step);
      for (int i = 0; i < omega.length; i++) {
        boolean permuted = i >= masks.size();
        Place place = masks.get(permuted ? 0 : i).place();
        Subject subject =
            Subject.of(permuted ? whole(place) : place).item(Long.toString(step * joint.every()));
        context.measure(
            permuted ? "permuted_peer_weight" : "peer_weight", subject, omega[i], "fraction");
        if (step == steps) {
          context.measure(
              permuted ? "permuted_peer_weight_end" : "peer_weight_end",
              subject.item("end"),
              omega[i],
              "fraction");
        }
      }
    }
  }

  private static Place whole(Place place) {
    return new Place(place.replicate(), place.arm(), place.draw(), null);
  }

  private static void measure(
      StepContext context, List<Peers> open, List<Double> omega, Place first) {
    SplitData data = SplitData.of(context);
    Subject subject = Subject.of(whole(first));
    if (data.validation().count() > 0) {
      measure(context, open, omega, subject, data.validation(), data.classes(), "validation");
    }
    measure(context, open, omega, subject, data.test(), data.classes(), "test");
  }

  private static void measure(
      StepContext context,
      List<Peers> open,
      List<Double> omega,
      Subject subject,
      Subset examples,
      int classes,
      String split) {
    double[] sums = new double[examples.count() * classes];
    int[] labels = examples.labels(0, examples.count());
    double mean = 0;
    int member = 0;
    int counted = 0;
    for (Peers peers : open) {
      for (int i = 0; i < peers.count(); i++) {
        context.progress((double) member / omega.size());
        float[] logits = logits(peers, i, examples, classes);
        for (int c = 0; c < sums.length; c++) {
          sums[c] += omega.get(member) * logits[c];
        }
        if (!peers.get(i).isPermuted()) {
          mean += Accuracy.of(logits, labels, classes).fraction();
          counted++;
        }
        member++;
      }
    }
    float[] together = new float[sums.length];
    for (int c = 0; c < sums.length; c++) {
      together[c] = (float) sums[c];
    }
    Accuracy ensemble = Accuracy.of(together, labels, classes);
    long n = examples.count();
    Subject at = subject.item(split);
    context.measure("ensemble_accuracy", at, ensemble.fraction(), n, null, null, "fraction");
    context.measure("ensemble_loss", at, ensemble.loss(), n, null, null, "nats");
    context.measure("mean_peer_accuracy", at, mean / counted, n, null, null, "fraction");
  }

  private static float[] logits(Peers peers, int peer, Subset examples, int classes) {
    float[] logits = new float[examples.count() * classes];
    for (int from = 0; from < examples.count(); from += CHUNK) {
      int count = Math.min(CHUNK, examples.count() - from);
      float[] part = peers.get(peer).predict(examples.inputs(from, count), count);
      System.arraycopy(part, 0, logits, from * classes, count * classes);
    }
    return logits;
  }
}

package io.espalier.peer;

import io.espalier.engine.Executor;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** All peers of a training, open on the calling thread. */
public final class Peers implements AutoCloseable {
  private final FlatLayout layout;
  private final List<Peer> all = new ArrayList<>();

  private Peers(NetworkSpec network) {
    Map<String, int[]> shapes = network.parameterShapes();
    this.layout = new FlatLayout(List.copyOf(shapes.keySet()), shapes);
  }

  /**
   * Opens what masks leave of a network.
   *
   * @param masks one a peer
   * @param permute stream of the permutation of the inputs of one peer more, under the last mask;
   *     null without
   * @param start parameters and running statistics of the whole network
   * @param buffers running statistics of each peer where they have some already, else null
   */
  public static Peers open(
      Executor executor,
      NetworkSpec network,
      List<Mask> masks,
      @Nullable RandomSource permute,
      SortedMap<String, Tensor> start,
      @Nullable List<SortedMap<String, Tensor>> buffers) {
    Peers peers = new Peers(network);
    float[] theta = peers.layout.flatten(start, "");
    int count = masks.size() + (permute == null ? 0 : 1);
    if (buffers != null && buffers.size() != count) {
      throw new IllegalArgumentException(
          "peers: " + buffers.size() + " (expected: " + count + ", one a mask)");
    }
    for (int i = 0; i < count; i++) {
      boolean further = i == masks.size();
      peers.all.add(
          Peer.open(
              executor,
              network,
              peers.layout,
              masks.get(further ? i - 1 : i),
              buffers == null ? null : buffers.get(i),
              start,
              theta,
              further && permute != null ? permute.permutation(network.inputSize()) : null));
    }
    return peers;
  }

  /** Where the parameters lie in θ. */
  FlatLayout layout() {
    return layout;
  }

  /** One of them. */
  public Peer get(int peer) {
    return all.get(peer);
  }

  /** How many there are. */
  public int count() {
    return all.size();
  }

  /** Logits of each as in training, {@code [peers][count · classes]}. */
  double[][] logits(float[] theta, float[] inputs, int count, boolean moves) {
    double[][] logits = new double[all.size()][];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = all.get(i).logits(theta, inputs, count, moves);
    }
    return logits;
  }

  /** Σᵢ of the gradients by θ of Σ slope · logit. */
  float[] gradient(float[] theta, float[] inputs, int count, double[][] slopes) {
    float[] gradient = new float[layout.size()];
    for (int i = 0; i < slopes.length; i++) {
      Peer peer = all.get(i);
      peer.addTo(gradient, peer.back(theta, inputs, count, slopes[i]));
    }
    return gradient;
  }

  /** The directional derivative along a direction of θ of what has these slopes by the logits. */
  double along(float[] direction, float[] theta, float[] inputs, int count, double[][] slopes) {
    double sum = 0;
    for (int i = 0; i < slopes.length; i++) {
      Peer peer = all.get(i);
      sum += peer.along(direction, peer.back(theta, inputs, count, slopes[i]));
    }
    return sum;
  }

  /** Running statistics of each. */
  List<SortedMap<String, Tensor>> buffers() {
    return all.stream().map(Peer::buffers).toList();
  }

  @Override
  public void close() {
    all.forEach(Peer::close);
  }
}

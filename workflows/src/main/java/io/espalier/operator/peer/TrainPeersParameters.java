package io.espalier.operator.peer;

import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.TrainParameters.AugmentParameters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code train_peers}: trains networks that share their weights, each what a mask leaves
 * of one network, on labels and on each other. Inputs {@code weights}, {@code split}, {@code
 * mask_1} … {@code mask_n}, optionally {@code peer_weights} (the output "peers" of another such
 * training, whose last weights of the peers are begun with); streams {@code order}, {@code outer},
 * with augmentation {@code augment}, and one named "permute" with a permuted peer (replicate);
 * output "peers": the parameters that all share, buffers of each peer, and the weights of the peers
 * over time; result {@link io.espalier.operator.TrainResult}.
 *
 * @param network name of the network
 * @param optimizer plain, momentum or Nesterov SGD
 * @param learningRate the schedule, a function of the iteration
 * @param batch examples an iteration, of the inner and of the outer data
 * @param until number of iterations
 * @param augment random changes to inner training images, null for none
 * @param peers number of masks
 * @param alpha α, share of what peers teach each other, 0 to 1
 * @param eta η of the mirror step, 0 where the weights of the peers stay as they are
 * @param every iterations between two mirror steps
 * @param floor least weight of a peer
 * @param outer training examples that only the weights of the peers are fitted to
 * @param stopGradient true where nothing is taken back through what a peer teaches, null for false
 * @param directOnly true where the hypergradient lacks its second term, null for false
 * @param permuted true for one peer more, under the last mask, whose inputs are permuted; null for
 *     false
 * @param peerWeights ω that is begun with, null for equal ones
 */
public record TrainPeersParameters(
    String network,
    OptimizerParameters optimizer,
    LearningRateParameters learningRate,
    int batch,
    long until,
    @Nullable AugmentParameters augment,
    int peers,
    double alpha,
    double eta,
    long every,
    double floor,
    int outer,
    @Nullable Boolean stopGradient,
    @Nullable Boolean directOnly,
    @Nullable Boolean permuted,
    @Nullable List<Double> peerWeights) {
  public TrainPeersParameters {
    peerWeights = peerWeights == null ? null : List.copyOf(peerWeights);
  }

  /** The role of a mask among the inputs. */
  public static String mask(int peer) {
    return "mask_" + peer;
  }

  /** Whether there is a peer with permuted inputs. */
  public boolean withPermuted() {
    return Boolean.TRUE.equals(permuted);
  }
}

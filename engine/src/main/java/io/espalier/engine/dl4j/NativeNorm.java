package io.espalier.engine.dl4j;

import io.espalier.model.layer.BatchNorm;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastAddOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch normalisation in ND4J's operations, see {@link BatchNorm}. DL4J's own layer keeps the
 * logarithm of a deviation in place of the variance.
 */
final class NativeNorm implements NativeStage {
  private static final int[] ALL_BUT_CHANNELS = {0, 2, 3};

  private final INDArray scale;
  private final INDArray shift;
  private final INDArray scaleGradient;
  private final INDArray shiftGradient;
  private final HostArray mean;
  private final HostArray variance;
  private final HostArray batchMean;
  private final HostArray batchVariance;
  private INDArray normalised;
  private INDArray factor;
  private long values;
  private boolean alwaysRunning;
  private boolean ofBatch;

  /**
   * A batch norm over views {@code [channels]}.
   *
   * @param copies whether its statistics are copied for plain Java
   */
  NativeNorm(
      boolean copies,
      INDArray scale,
      INDArray shift,
      INDArray scaleGradient,
      INDArray shiftGradient) {
    this.scale = scale;
    this.shift = shift;
    this.scaleGradient = scaleGradient;
    this.shiftGradient = shiftGradient;
    this.mean = HostArray.create(copies, scale.length());
    this.variance = HostArray.create(copies, scale.length());
    this.batchMean = HostArray.create(copies, scale.length());
    this.batchVariance = HostArray.create(copies, scale.length());
    this.normalised = mean.array();
    this.factor = mean.array();
  }

  /** The running mean. */
  HostArray mean() {
    return mean;
  }

  /** The running variance. */
  HostArray variance() {
    return variance;
  }

  /** Mean of the last batch of a training. */
  HostArray batchMean() {
    return batchMean;
  }

  /** Biased variance of the last batch of a training. */
  HostArray batchVariance() {
    return batchVariance;
  }

  /** Values of one channel in the last batch of a training. */
  long values() {
    return values;
  }

  /** Brings the running statistics to where passes read them. */
  void uploadRunning() {
    mean.upload();
    variance.upload();
  }

  /** Brings the statistics of the last batch to where Java reads them. */
  void downloadBatch() {
    batchMean.download();
    batchVariance.download();
  }

  /** Whether a training's passes normalise by the running statistics as well. */
  void alwaysRunning(boolean running) {
    alwaysRunning = running;
  }

  @Override
  public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    ofBatch = training && !alwaysRunning;
    if (ofBatch) {
      values = input.length() / input.size(1);
      batchMean.array().assign(input.mean(ALL_BUT_CHANNELS));
      batchVariance.array().assign(input.var(false, ALL_BUT_CHANNELS));
    }
    INDArray centre = ofBatch ? batchMean.array() : mean.array();
    INDArray spread = ofBatch ? batchVariance.array() : variance.array();
    factor = spread.add(BatchNorm.EPSILON);
    factor = Nd4j.math().sqrt(factor).rdivi(1.0);
    normalised = input.dup('c');
    Nd4j.exec(new BroadcastSubOp(normalised, centre, normalised, 1));
    Nd4j.exec(new BroadcastMulOp(normalised, factor, normalised, 1));
    INDArray output = normalised.dup('c');
    Nd4j.exec(new BroadcastMulOp(output, scale, output, 1));
    Nd4j.exec(new BroadcastAddOp(output, shift, output, 1));
    return output;
  }

  /**
   * γ/σ (g − mean(g) − x̂ · mean(g · x̂)) for every channel; γ/σ g where the statistics are not
   * those of the batch, and do not move with it.
   */
  @Override
  public INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces) {
    shiftGradient.assign(gradient.sum(ALL_BUT_CHANNELS));
    scaleGradient.assign(gradient.mul(normalised).sum(ALL_BUT_CHANNELS));
    if (!ofBatch) {
      INDArray scaled = gradient.dup('c');
      Nd4j.exec(new BroadcastMulOp(scaled, factor.mul(scale), scaled, 1));
      return scaled;
    }
    INDArray result = normalised;
    Nd4j.exec(new BroadcastMulOp(result, scaleGradient.neg().divi(values), result, 1));
    Nd4j.exec(new BroadcastSubOp(result, shiftGradient.div(values), result, 1));
    result.addi(gradient);
    Nd4j.exec(new BroadcastMulOp(result, factor.mul(scale), result, 1));
    return result;
  }

  @Override
  public void close() {
    for (HostArray array : new HostArray[] {mean, variance, batchMean, batchVariance}) {
      array.array().close();
    }
  }
}

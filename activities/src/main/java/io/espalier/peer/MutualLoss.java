package io.espalier.peer;

/**
 * What peers with weights ω learn from labels y and from each other (after weighted mutual
 * learning, its loss L1 as summaries give it), for the logits zᵢ of a batch and pᵢ = softmax(zᵢ),
 * each term a mean over the examples:
 *
 * <p>L1 = (1 − α) Σᵢ ωᵢ CE(zᵢ, y) + α Σᵢ Σ_{j≠i} ωⱼ KL(pⱼ ‖ pᵢ)
 *
 * <p>Peer j teaches in KL(pⱼ ‖ pᵢ). With a stop-gradient nothing is taken back through what it
 * teaches, here and in {@link #taughtSlopes} alike. All in double precision and StrictMath.
 */
final class MutualLoss {
  private final double[][] logarithms;
  private final int[] labels;
  private final int classes;
  private final double alpha;

  /** For each peer, (1/n) Σ_{k≠i} pᵢ (ln pᵢ − ln p_k − KL(pᵢ ‖ p_k)): slopes of the teacher. */
  private final double[][] teaching;

  /** {@code [i][k]}: mean KL(pᵢ ‖ p_k). */
  private final double[][] divergences;

  /**
   * Looks at a batch.
   *
   * @param logits {@code [peers][count · classes]}, each row-major
   * @param labels {@code [count]}, at least one
   * @param alpha α, 0 to 1
   * @param stopGradient whether nothing is taken back through what a peer teaches
   */
  MutualLoss(double[][] logits, int[] labels, int classes, double alpha, boolean stopGradient) {
    this.labels = labels.clone();
    this.classes = classes;
    this.alpha = alpha;
    int peers = logits.length;
    this.logarithms = new double[peers][];
    for (int i = 0; i < peers; i++) {
      logarithms[i] = logarithms(logits[i], classes);
    }
    this.teaching = new double[peers][labels.length * classes];
    this.divergences = new double[peers][peers];
    for (int i = 0; i < peers; i++) {
      for (int k = 0; k < peers; k++) {
        if (k != i) {
          divergences[i][k] = compare(i, k, stopGradient);
        }
      }
    }
  }

  /** Mean KL(pᵢ ‖ p_k); adds its slopes by zᵢ to those of the teacher. */
  private double compare(int i, int k, boolean stopGradient) {
    double sum = 0;
    for (int first = 0; first < logarithms[i].length; first += classes) {
      double one = 0;
      for (int c = first; c < first + classes; c++) {
        one += p(i, c) * (logarithms[i][c] - logarithms[k][c]);
      }
      sum += one;
      for (int c = first; !stopGradient && c < first + classes; c++) {
        teaching[i][c] += p(i, c) * (logarithms[i][c] - logarithms[k][c] - one) / labels.length;
      }
    }
    return sum / labels.length;
  }

  /** L1. */
  double value(double[] omega) {
    double sum = 0;
    for (int i = 0; i < omega.length; i++) {
      sum += omega[i] * taught(i);
    }
    return sum;
  }

  /** ∂L1/∂z: {@code [peers][count · classes]}. */
  double[][] slopes(double[] omega) {
    double[][] slopes = new double[omega.length][];
    for (int i = 0; i < omega.length; i++) {
      double[] own = labelSlopes(i, (1 - alpha) * omega[i]);
      for (int j = 0; j < omega.length; j++) {
        if (j != i) {
          learn(i, j, alpha * omega[j], own);
        }
      }
      for (int c = 0; c < own.length; c++) {
        own[c] += alpha * omega[i] * teaching[i][c];
      }
      slopes[i] = own;
    }
    return slopes;
  }

  /** ∂L1/∂ωᵢ = (1 − α) CE(zᵢ, y) + α Σ_{k≠i} KL(pᵢ ‖ p_k): what peer i says, and teaches. */
  double taught(int i) {
    double sum = 0;
    for (int n = 0; n < labels.length; n++) {
      sum -= logarithms[i][n * classes + labels[n]];
    }
    double taught = 0;
    for (double divergence : divergences[i]) {
      taught += divergence;
    }
    return (1 - alpha) * sum / labels.length + alpha * taught;
  }

  /** Slopes of {@link #taught} by the logits of all peers: {@code [peers][count · classes]}. */
  double[][] taughtSlopes(int i) {
    double[][] slopes = new double[logarithms.length][];
    for (int k = 0; k < slopes.length; k++) {
      slopes[k] = k == i ? labelSlopes(i, 1 - alpha) : new double[logarithms[k].length];
      if (k != i) {
        learn(k, i, alpha, slopes[k]);
      }
    }
    for (int c = 0; c < slopes[i].length; c++) {
      slopes[i][c] += alpha * teaching[i][c];
    }
    return slopes;
  }

  private double[] labelSlopes(int i, double factor) {
    double[] slopes = new double[logarithms[i].length];
    for (int c = 0; c < slopes.length; c++) {
      double target = c % classes == labels[c / classes] ? 1 : 0;
      slopes[c] = factor * (p(i, c) - target) / labels.length;
    }
    return slopes;
  }

  /** Adds the slopes of factor · KL(p_teacher ‖ p_student) by the student's logits. */
  private void learn(int student, int teacher, double factor, double[] slopes) {
    for (int c = 0; c < slopes.length; c++) {
      slopes[c] += factor * (p(student, c) - p(teacher, c)) / labels.length;
    }
  }

  /**
   * ln softmax of each example, around its largest logit.
   *
   * @param logits {@code [count · classes]} row-major
   */
  static double[] logarithms(double[] logits, int classes) {
    double[] logarithms = new double[logits.length];
    for (int row = 0; row < logits.length; row += classes) {
      double max = logits[row];
      for (int c = row + 1; c < row + classes; c++) {
        max = Math.max(max, logits[c]);
      }
      double sum = 0;
      for (int c = row; c < row + classes; c++) {
        sum += StrictMath.exp(logits[c] - max);
      }
      double log = StrictMath.log(sum);
      for (int c = row; c < row + classes; c++) {
        logarithms[c] = logits[c] - max - log;
      }
    }
    return logarithms;
  }

  private double p(int peer, int index) {
    return StrictMath.exp(logarithms[peer][index]);
  }
}

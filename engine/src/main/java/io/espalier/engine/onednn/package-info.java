/**
 * Convolution networks on oneDNN itself: blocked layouts from the first layer to the last, batch
 * norm, ReLU and sums fused where the library fuses them, primitives made once and run again and
 * again. The only package that may name {@code org.bytedeco.dnnl}.
 */
package io.espalier.engine.onednn;

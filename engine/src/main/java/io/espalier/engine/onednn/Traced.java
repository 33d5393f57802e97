package io.espalier.engine.onednn;

import java.nio.FloatBuffer;

/**
 * The activations of a layer and the gradients by them, row-major, as the last passes left them.
 */
record Traced(FloatBuffer activations, FloatBuffer gradients) {}

/** oneDNN as it is called from Java: its engine, its memory and how primitives run. */
package io.espalier.engine.onednn.library;

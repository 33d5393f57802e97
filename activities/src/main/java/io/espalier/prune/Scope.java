package io.espalier.prune;

import io.espalier.catalog.ScopeDescriptor;
import java.util.List;

/**
 * Says among which pieces scores are compared, and how many of each are kept: {@code global},
 * {@code layer}, …. Register an implementation with {@code @AutoService(Descriptor.class)} to add
 * one. It sees counts and shapes, never scores, so that a plan can be checked before it runs.
 */
public interface Scope extends ScopeDescriptor {
  /**
   * Divides the groups into sets that are ranked together. A pure function of the context.
   *
   * @return every group of the context in exactly one share
   */
  List<Share> shares(ScopeContext context);
}

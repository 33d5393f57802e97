package io.espalier.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** What lies beside an exported ticket, for whoever opens the folder later. */
public final class TicketReadme {
  private TicketReadme() {}

  /** Markdown about a ticket. */
  public static String of(JsonNode card, Set<String> files) {
    StringBuilder text = new StringBuilder();
    text.append("# Ticket: ")
        .append(card.path("dag_id").asText())
        .append(", replicate ")
        .append(card.path("replicate").asInt())
        .append(", arm ")
        .append(card.path("arm").asText())
        .append(", round ")
        .append(card.path("round").asInt())
        .append("\n\n");
    text.append("Kept ")
        .append(card.path("kept").asLong())
        .append(" of ")
        .append(card.path("prunable").asLong())
        .append(" prunable weights; test accuracy ")
        .append(card.path("test_accuracy").asText())
        .append(" after ")
        .append(card.path("iterations").asLong())
        .append(" iterations from these weights. Run ")
        .append(card.path("run_id").asText())
        .append("; every digest and the whole configuration are in `card.json`.\n\n");
    text.append("Files: ").append(String.join(", ", files)).append(", card.json.\n\n");
    JsonNode arm = card.path("experiment").path("arms").path(card.path("arm").asText());
    JsonNode pruned = arm.findValue("pruned");
    if (pruned != null && !pruned.isNull()) {
      text.append("Weights that the mask does not keep are frozen: they have the values of these")
          .append(" files, some of them 0,\nand no training moves them. They are part of the")
          .append(" network.\n\n");
    }
    text.append("Masks are BOOL tensors under the name of the weights they keep; layers that are")
        .append(" never pruned have none.\nWeights are float32: dense `[out, in]`, convolution")
        .append(" `[out, in, kH, kW]`.\n\n```python\nfrom safetensors.numpy import load_file\n");
    if (files.contains("mask.safetensors")) {
      text.append("mask = load_file(\"mask.safetensors\")\n");
    }
    text.append("weights = load_file(\"start_weights.safetensors\")\n");
    if (files.contains("mask.safetensors")) {
      text.append("print({name: float(kept.mean()) for name, kept in mask.items()})\n");
    }
    return text.append("```\n").toString();
  }
}

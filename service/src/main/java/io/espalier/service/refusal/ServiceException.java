package io.espalier.service.refusal;

/** A question that has no answer, with what whoever asked needs to ask better. */
public abstract class ServiceException extends RuntimeException {
  ServiceException(String message) {
    super(message);
  }
}

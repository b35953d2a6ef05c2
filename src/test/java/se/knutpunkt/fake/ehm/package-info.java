/**
 * The national medication list of E-hälsomyndigheten as a citizen's system sees it, on HAPI's own
 * FHIR server. Shapes are those of contracts/ehm-nll; where that sheet names a profile without its
 * elements, they are the sandbox's own.
 */
package se.knutpunkt.fake.ehm;

/** HAPI's own FHIR server inside a fake, for partners that speak FHIR R4. */
package se.knutpunkt.fake.hapi;

package se.knutpunkt.fake.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** SAML 2 assertions, signed and verified with the JDK's XML signatures. */
final class Saml {
    static final String NAMESPACE = "urn:oasis:names:tc:SAML:2.0:assertion";

    private static final XMLSignatureFactory SIGNATURES = XMLSignatureFactory.getInstance("DOM");

    private Saml() {}

    /** What a verified assertion says. */
    record Verified(String issuer, String subject, String audience) {}

    static String signed(
            String issuer, String subject, String audience, Instant end, PrivateKey key) {
        String id = "_" + UUID.randomUUID();
        Instant now = Instant.now();
        String xml =
                """
                <saml2:Assertion xmlns:saml2="%s" ID="%s" IssueInstant="%s" Version="2.0"><saml2:Issuer>%s</saml2:Issuer><saml2:Subject><saml2:NameID>%s</saml2:NameID></saml2:Subject><saml2:Conditions NotBefore="%s" NotOnOrAfter="%s"><saml2:AudienceRestriction><saml2:Audience>%s</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions></saml2:Assertion>"""
                        .formatted(
                                NAMESPACE,
                                id,
                                now,
                                issuer,
                                subject,
                                now.minusSeconds(30),
                                end,
                                audience);
        try {
            Document document = parse(xml);
            Element assertion = document.getDocumentElement();
            assertion.setIdAttribute("ID", true);
            SignedInfo info =
                    SIGNATURES.newSignedInfo(
                            SIGNATURES.newCanonicalizationMethod(
                                    CanonicalizationMethod.EXCLUSIVE,
                                    (C14NMethodParameterSpec) null),
                            SIGNATURES.newSignatureMethod(
                                    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", null),
                            List.of(
                                    SIGNATURES.newReference(
                                            "#" + id,
                                            SIGNATURES.newDigestMethod(DigestMethod.SHA256, null),
                                            List.of(
                                                    SIGNATURES.newTransform(
                                                            Transform.ENVELOPED,
                                                            (TransformParameterSpec) null),
                                                    SIGNATURES.newTransform(
                                                            CanonicalizationMethod.EXCLUSIVE,
                                                            (TransformParameterSpec) null)),
                                            null,
                                            null)));
            DOMSignContext context =
                    new DOMSignContext(
                            key,
                            assertion,
                            assertion.getElementsByTagNameNS(NAMESPACE, "Subject").item(0));
            SIGNATURES.newXMLSignature(info, null).sign(context);
            return text(document);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Verifies the assertion that stands somewhere in a document.
     *
     * @throws Refusal with what is wrong
     */
    static Verified verify(String xml, PublicKey key) {
        try {
            Document document = parse(xml);
            NodeList found = document.getElementsByTagNameNS(NAMESPACE, "Assertion");
            Refusal.unless(found.getLength() == 1, "one assertion");
            Element assertion = (Element) found.item(0);
            assertion.setIdAttribute("ID", true);
            Element signature =
                    only(assertion.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature"));
            DOMValidateContext context = new DOMValidateContext(key, signature);
            context.setProperty("org.jcp.xml.dsig.secureValidation", true);
            XMLSignature read = SIGNATURES.unmarshalXMLSignature(context);
            Refusal.unless(read.validate(context), "signature");
            Refusal.unless(
                    read.getSignedInfo().getReferences().size() == 1
                            && "#"
                                    .concat(assertion.getAttribute("ID"))
                                    .equals(
                                            ((javax.xml.crypto.dsig.Reference)
                                                            read.getSignedInfo()
                                                                    .getReferences()
                                                                    .get(0))
                                                    .getURI()),
                    "what is signed");
            Element conditions = only(assertion.getElementsByTagNameNS(NAMESPACE, "Conditions"));
            Instant now = Instant.now();
            Refusal.unless(
                    now.isBefore(Instant.parse(conditions.getAttribute("NotOnOrAfter")))
                            && !now.isBefore(Instant.parse(conditions.getAttribute("NotBefore"))),
                    "time");
            return new Verified(
                    only(assertion.getElementsByTagNameNS(NAMESPACE, "Issuer")).getTextContent(),
                    only(assertion.getElementsByTagNameNS(NAMESPACE, "NameID")).getTextContent(),
                    only(assertion.getElementsByTagNameNS(NAMESPACE, "Audience")).getTextContent());
        } catch (Refusal e) {
            throw e;
        } catch (Exception e) {
            throw new Refusal("no assertion");
        }
    }

    private static Element only(NodeList list) {
        Refusal.unless(list.getLength() == 1, "one element");
        return (Element) list.item(0);
    }

    private static Document parse(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
    }

    private static String text(Document document) throws Exception {
        Transformer writer = TransformerFactory.newInstance().newTransformer();
        writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "no");
        StringWriter out = new StringWriter();
        writer.transform(new DOMSource(document), new StreamResult(out));
        return out.toString();
    }
}

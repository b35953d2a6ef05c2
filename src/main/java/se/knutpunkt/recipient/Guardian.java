package se.knutpunkt.recipient;

/**
 * Somebody who may be told about a child today.
 *
 * @param guardianHash {@code PersonKey.hash("person", number)}
 * @param guardianPerson twelve digits
 * @param childPerson twelve digits
 * @param childFirstName null when it is not known or must not be said
 */
public record Guardian(
        byte[] guardianHash, String guardianPerson, String childPerson, String childFirstName) {

    @Override
    public String toString() {
        return "Guardian";
    }
}

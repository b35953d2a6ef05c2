${body.body}

<#if body.language == "en">
This message was sent automatically and cannot be answered.
<#else>
Det här meddelandet har skickats automatiskt och går inte att svara på.
</#if>

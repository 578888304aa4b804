<?xml version="1.0" encoding="UTF-8"?>
<Ableton MajorVersion="5" MinorVersion="12.0_12300" SchemaChangeCount="3" Creator="Ableton Live 12.3.2" Revision="">
<LiveSet>
  <Tracks>
    <GroupTrack Id="9">
      <Name><EffectiveName Value="Band" /><UserName Value="Band" /></Name>
      <TrackGroupId Value="-1" />
      <Freeze Value="false" />
      <DeviceChain>
        <Mixer>
          <Sends><TrackSendHolder Id="0"><Send><Manual Value="0.0003162277571" /></Send><EnabledByUser Value="true" /></TrackSendHolder></Sends>
          <Speaker><Manual Value="true" /></Speaker>
          <SoloSink Value="false" />
          <Pan><Manual Value="0" /></Pan>
          <Volume><Manual Value="1" /></Volume>
        </Mixer>
        <DeviceChain><Devices /></DeviceChain>
      </DeviceChain>
    </GroupTrack>
    <MidiTrack Id="11">
      <Name><EffectiveName Value="Keys" /><UserName Value="Keys" /></Name>
      <TrackGroupId Value="9" />
      <Freeze Value="false" />
      <AutomationEnvelopes><Envelopes /></AutomationEnvelopes>
      <DeviceChain>
        <Mixer>
          <Sends><TrackSendHolder Id="0"><Send><Manual Value="0.5" /><AutomationTarget Id="501" /></Send><EnabledByUser Value="true" /></TrackSendHolder></Sends>
          <Speaker><Manual Value="true" /></Speaker>
          <SoloSink Value="false" />
          <Pan><Manual Value="0" /></Pan>
          <Volume><Manual Value="0.5" /></Volume>
        </Mixer>
        <MainSequencer>
          <ClipSlotList>
            <ClipSlot Id="0"><ClipSlot><Value>
              <MidiClip Id="0" Time="0">
                <CurrentStart Value="0" />
                <CurrentEnd Value="4" />
                <Loop><LoopStart Value="0" /><LoopEnd Value="4" /><StartRelative Value="0" /><LoopOn Value="true" /><OutMarker Value="4" /></Loop>
                <Name Value="Riff" />
                <Disabled Value="false" />
                <ScaleInformation><Root Value="9" /><Name Value="1" /></ScaleInformation>
                <IsInKey Value="true" />
                <Envelopes><Envelopes /></Envelopes>
                <Notes><KeyTracks><KeyTrack Id="0">
                  <Notes>
                    <MidiNoteEvent Time="0" Duration="1" Velocity="100" NoteId="1" />
                  </Notes>
                  <MidiKey Value="57" />
                </KeyTrack></KeyTracks></Notes>
              </MidiClip>
            </Value></ClipSlot></ClipSlot>
          </ClipSlotList>
          <MonitoringEnum Value="1" />
          <ClipTimeable><ArrangerAutomation><Events /></ArrangerAutomation></ClipTimeable>
          <Recorder><IsArmed Value="false" /></Recorder>
        </MainSequencer>
        <DeviceChain><Devices>
          <Eq8 Id="0"><On><Manual Value="true" /><AutomationTarget Id="401" /><MidiCCOnOffThresholds><Min Value="64" /><Max Value="127" /></MidiCCOnOffThresholds></On></Eq8>
        </Devices></DeviceChain>
      </DeviceChain>
    </MidiTrack>
    <AudioTrack Id="12">
      <Name><EffectiveName Value="Vox" /><UserName Value="Vox" /></Name>
      <TrackGroupId Value="9" />
      <Freeze Value="false" />
      <DeviceChain>
        <Mixer>
          <Sends><TrackSendHolder Id="0"><Send><Manual Value="0.0003162277571" /></Send><EnabledByUser Value="true" /></TrackSendHolder></Sends>
          <Speaker><Manual Value="true" /></Speaker>
          <SoloSink Value="false" />
          <Pan><Manual Value="0" /></Pan>
          <Volume><Manual Value="1" /></Volume>
        </Mixer>
        <MainSequencer>
          <ClipSlotList>
            <ClipSlot Id="0"><ClipSlot><Value /></ClipSlot></ClipSlot>
          </ClipSlotList>
          <Sample><ArrangerAutomation><Events>
            <AudioClip Id="1" Time="8">
              <CurrentStart Value="8" />
              <CurrentEnd Value="16" />
              <Loop><LoopStart Value="0" /><LoopEnd Value="8" /><StartRelative Value="0" /><LoopOn Value="false" /><OutMarker Value="8" /></Loop>
              <Name Value="Verse" />
              <Disabled Value="false" />
              <IsWarped Value="true" />
              <SampleRef><FileRef>
                <RelativePathType Value="3" />
                <RelativePath Value="Samples/Recorded/verse.wav" />
                <Path Value="" />
                <OriginalFileSize Value="9" />
                <OriginalCrc Value="65256" />
              </FileRef></SampleRef>
            </AudioClip>
          </Events></ArrangerAutomation></Sample>
          <Recorder><IsArmed Value="false" /></Recorder>
        </MainSequencer>
        <DeviceChain><Devices /></DeviceChain>
      </DeviceChain>
    </AudioTrack>
    <ReturnTrack Id="2">
      <Name><EffectiveName Value="A-Delay" /><UserName Value="" /></Name>
      <TrackGroupId Value="-1" />
      <DeviceChain>
        <Mixer>
          <Sends><TrackSendHolder Id="0"><Send><Manual Value="0.0003162277571" /></Send><EnabledByUser Value="false" /></TrackSendHolder></Sends>
          <Speaker><Manual Value="true" /></Speaker>
          <SoloSink Value="false" />
          <Pan><Manual Value="0" /></Pan>
          <Volume><Manual Value="1" /></Volume>
        </Mixer>
        <DeviceChain><Devices /></DeviceChain>
      </DeviceChain>
    </ReturnTrack>
  </Tracks>
  <MainTrack>
    <Name><EffectiveName Value="Main" /><UserName Value="" /></Name>
    <DeviceChain><Mixer>
      <Tempo><Manual Value="120" /></Tempo>
      <TimeSignature><Manual Value="201" /></TimeSignature>
      <Speaker><Manual Value="true" /></Speaker>
      <Volume><Manual Value="1.0" /></Volume>
    </Mixer></DeviceChain>
  </MainTrack>
  <Scenes>
    <Scene Id="0"><Name Value="Verse" /><Tempo Value="300" /><IsTempoEnabled Value="false" /></Scene>
  </Scenes>
  <Locators><Locators>
    <Locator Id="0"><Time Value="0" /><Name Value="Intro" /></Locator>
  </Locators></Locators>
  <ScaleInformation><Root Value="9" /><Name Value="1" /></ScaleInformation>
  <InKey Value="true" />
</LiveSet>
</Ableton>
